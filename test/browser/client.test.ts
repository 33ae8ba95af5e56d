/** Chromium's own WebSocket client against our server. */
import { browserClientTests } from '../support/browser-client.ts';
import { launchBundled } from '../support/chromium.ts';

browserClientTests(launchBundled);
