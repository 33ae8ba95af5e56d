/** What lies over the page: the list of keys, and the ways to take a recording along. */
import type { Signal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { KeyTable } from './key-table.tsx';
import { keyHelp } from './keys.ts';

export interface OverlayProps {
  readonly title: string;
  readonly name: string;
  readonly close: () => void;
  readonly children: ComponentChildren;
}

export function Overlay({ title, name, close, children }: OverlayProps): JSX.Element {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    box.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog ref={box} class="overlay" aria-label={title} data-overlay={name} onClose={close} onCancel={close}>
      <header class="pane-head">
        <h2>{title}</h2>
        <button type="button" class="small" onClick={close} aria-label="close">
          esc
        </button>
      </header>
      {children}
    </dialog>
  );
}

export function Help({ overlay }: { readonly overlay: Signal<string> }): JSX.Element {
  return (
    <Overlay
      title="Keys"
      name="help"
      close={() => {
        overlay.value = '';
      }}
    >
      <KeyTable keys={keyHelp} />
    </Overlay>
  );
}
