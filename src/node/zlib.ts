/** DEFLATE on Node: the fast way where it works, the documented way elsewhere. WIRECHART_ZLIB=public chooses the latter. */
import type { DeflateEngine } from '../endpoint/deflate-engine.ts';
import { nativeZlib, nativeZlibWorks } from './zlib-native.ts';
import { publicZlib } from './zlib-public.ts';

let chosen: DeflateEngine | undefined;

/** Decided when it is first needed. */
export function nodeZlib(): DeflateEngine {
  chosen ??= process.env.WIRECHART_ZLIB !== 'public' && nativeZlibWorks() ? nativeZlib : publicZlib;
  return chosen;
}
