/** Debian's Chromium, which is the newest, as a client of our server. */
import { browserClientTests } from '../support/browser-client.ts';
import { launchDebian } from '../support/chromium.ts';

browserClientTests(launchDebian);
