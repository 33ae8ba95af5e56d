import { expect, test } from 'vitest';
import { Player } from '../../../../visualizations/page/model/player.ts';
import { JournalMaker } from '../../../support/page-journal.ts';

/** Frames at 1, 3 and 5, each with its payload behind it. */
function three() {
  const maker = new JournalMaker().frame({ payload: 'a' }).frame({ payload: 'b' }).frame({ payload: 'c' });
  return { maker, recording: maker.recording() };
}

test('live, it is at the newest record', () => {
  const { maker, recording } = three();
  expect(recording.playhead.at.value).toBe(6);
  maker.frame({ payload: 'd' });
  expect(recording.playhead.at.value).toBe(6);
  recording.notice();
  expect(recording.playhead.at.value).toBe(8);
});

test('sought, it stays, whatever comes; and never leaves the recording', () => {
  const { maker, recording } = three();
  const { playhead } = recording;
  playhead.seek(3);
  maker.frame({ payload: 'd' });
  recording.notice();
  expect([playhead.at.value, playhead.live.value]).toEqual([3, false]);
  playhead.seek(-5);
  expect(playhead.at.value).toBe(0);
  playhead.seek(5000);
  expect(playhead.at.value).toBe(8);
  playhead.goLive();
  expect(playhead.live.value).toBe(true);
});

test('steps go by rows, over payloads', () => {
  const { playhead } = three().recording;
  playhead.seek(1);
  playhead.step(1);
  expect(playhead.at.value).toBe(3);
  playhead.step(-2);
  expect(playhead.at.value).toBe(0);
  playhead.step(-1);
  expect(playhead.at.value).toBe(0);
});

test('steps by frames; from behind a frame back to it', () => {
  const { playhead } = three().recording;
  playhead.stepFrame(-1);
  expect(playhead.at.value).toBe(5);
  playhead.stepFrame(-1);
  expect(playhead.at.value).toBe(3);
  playhead.stepFrame(1);
  playhead.stepFrame(1);
  expect(playhead.at.value).toBe(5);
});

test('playing counts records, and ends where the recording ends', () => {
  const { recording } = three();
  const player = new Player();
  player.speed.value = 2;
  player.toggle(recording, 0);
  expect(recording.playhead.at.value).toBe(0);
  player.tick(400);
  expect(recording.playhead.at.value).toBe(0);
  player.tick(1000);
  expect(recording.playhead.at.value).toBe(3);
  player.tick(2000);
  player.tick(3000);
  expect([recording.playhead.at.value, player.playing.value]).toEqual([5, true]);
});

test('playing as it went follows the clock, and waits through no long silence', () => {
  const maker = new JournalMaker().frame({ payload: 'a' });
  maker.journal.add({ kind: 'detached', time: 60_000 });
  const recording = maker.recording();
  const player = new Player();
  player.speed.value = 0;
  player.toggle(recording, 0);
  player.tick(1);
  expect(recording.playhead.at.value).toBe(1);
  player.tick(300);
  expect(recording.playhead.at.value).toBe(2);
  player.tick(900);
  expect([recording.playhead.at.value, player.playing.value]).toEqual([3, false]);
});
