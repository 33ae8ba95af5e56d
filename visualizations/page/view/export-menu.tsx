/** The ways to take along what is shown. */
import type { Signal } from '@preact/signals';
import type { JSX } from 'preact';
import type { ActorName } from '../../../machines/index.ts';
import type { Entry } from '../model/entry.ts';
import { fileExports, save } from '../model/exports.ts';
import type { Inspection } from '../model/inspection.ts';
import { Overlay } from './overlay.tsx';
import { chartPicture, sequencePicture } from './pictures.tsx';

export interface ExportMenuProps {
  readonly inspection: Inspection;
  readonly enlarged: ActorName | undefined;
  readonly overlay: Signal<string>;
}

export function ExportMenu({ inspection, enlarged, overlay }: ExportMenuProps): JSX.Element | null {
  const entry = inspection.selected.value;
  const recording = inspection.recording.value;
  if (entry === undefined || recording === undefined) return null;
  const actor = enlarged ?? 'readLoop';
  const close = () => {
    overlay.value = '';
  };
  const item = (name: string, type: string, what: string, write: () => BlobPart) => (
    <li key={name}>
      <button
        type="button"
        data-export={name}
        onClick={() => {
          attempt(inspection, name, () => save(`${nameOf(entry)}.${name}`, type, write()));
          close();
        }}
      >
        .{name}
      </button>
      <span>{what}</span>
    </li>
  );
  return (
    <Overlay title="Export this connection" name="export" close={close}>
      <ul class="exports">
        {fileExports.map(({ ending, type, what, write }) => item(ending, type, what, () => write(entry.id, recording)))}
        {item('sequence.svg', 'image/svg+xml', 'A picture of the sequence around this moment', () =>
          sequencePicture(recording),
        )}
        {item(`${actor}.svg`, 'image/svg+xml', 'A picture of the machine’s chart at this moment', () =>
          chartPicture(actor, recording),
        )}
      </ul>
    </Overlay>
  );
}

function nameOf({ id, summary }: Entry): string {
  const label = summary.value?.label ?? '';
  return `wirechart-${id}-${label.replace(/[^\w.-]+/g, '-').slice(0, 60)}`.replace(/-+$/, '');
}

function attempt(inspection: Inspection, name: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    inspection.note(`.${name} could not be written: ${error instanceof Error ? error.message : String(error)}`, true);
  }
}
