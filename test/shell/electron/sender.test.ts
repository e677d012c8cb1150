import { expect, it } from 'vitest';
import { isTrustedSender } from '../../../src-main/shell/electron/sender.ts';

it('trusts its own page in the top frame of its own window', () => {
  expect(isTrustedSender({ url: 'tandem://app/', isOurWindow: true })).toBe(true);
  expect(isTrustedSender({ url: 'tandem://app/index.html#/run', isOurWindow: true })).toBe(true);
});

it.each([
  ['another window or frame', { url: 'tandem://app/', isOurWindow: false }],
  ['another host', { url: 'tandem://other/', isOurWindow: true }],
  ['a host that begins alike', { url: 'tandem://app.evil/', isOurWindow: true }],
  ['another scheme', { url: 'https://app/', isOurWindow: true }],
  ['a file', { url: 'file:///app/', isOurWindow: true }],
  ['a frame without an address', { url: 'about:srcdoc', isOurWindow: true }],
  ['no address', { url: '', isOurWindow: true }],
])('refuses %s', (_what, sender) => {
  expect(isTrustedSender(sender)).toBe(false);
});
