import '@fontsource-variable/inter';
import { mount } from 'svelte';
import { createClient } from './client/create-client.ts';
import { Workbench } from './state/workbench.svelte.ts';
import './style/base.css';
import './style/form.css';
import './style/table.css';
import './style/tokens.css';
import App from './view/App.svelte';

const target = document.getElementById('app');
if (target !== null) mount(App, { target, props: { workbench: new Workbench(createClient()) } });
