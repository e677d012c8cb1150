import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';

/** TF.js with its gradients on the plain JavaScript backend: the reference that needs nothing native. */
tf.env().set('IS_TEST', true);
await tf.setBackend('cpu');

export { tf };
