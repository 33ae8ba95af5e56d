// connection, compiled from its statechart by `npm run generate`. Do not edit.

export const regions = [
  {
    "name": "state",
    "initial": 0,
    "leaves": [
      "connecting",
      "opening",
      "open",
      "closing",
      "closed.clean",
      "closed.unclean"
    ]
  }
];

export function bind(guards, actions, effects) {
  const effect_arm = effects.arm;
  const effect_cancel = effects.cancel;
  const effect_destroyTransport = effects.destroyTransport;
  const effect_reportClosed = effects.reportClosed;
  const effect_reportClosing = effects.reportClosing;
  const effect_reportOpen = effects.reportOpen;
  const event_openReading = actions.openReading.tell.event;
  const event_openWriting = actions.openWriting.tell.event;
  const event_passAbortToClosing = actions.passAbortToClosing.tell.event;
  const event_passAbortToOpening = actions.passAbortToOpening.tell.event;
  const event_passEndToClosing = actions.passEndToClosing.tell.event;
  const event_passEndToOpening = actions.passEndToOpening.tell.event;
  const event_startKeepAlive = actions.startKeepAlive.tell.event;
  const guard_wasClean = guards.wasClean.test;
  const update_note = actions.note.write;
  const update_noteAbort = actions.noteAbort.write;
  const params0 = {"timer":"connect"};
  const params1 = {"violation":"connect-timeout"};
  const params2 = {"clean":false};
  const params3 = {"violation":"connect-failed"};
  const params4 = {"clean":true};

  return class ConnectionActor {
    constructor(system, context) {
      this.system = system;
      this.context = context;
      this.busy = false;
      this.posted = null;
      this.mailbox = null;
      this.state = 0;
    }

    send(event) {
      if (this.busy) {
        this.post(event);
        return;
      }
      this.busy = true;
      this.step(event);
      if (this.posted !== null) this.openMailbox();
      this.busy = false;
    }

    // Nearly always it is one event that waits: a mailbox is made for more.
    post(event) {
      if (this.posted === null) this.posted = event;
      else if (this.mailbox === null) this.mailbox = [event];
      else this.mailbox.push(event);
    }

    openMailbox() {
      while (this.posted !== null) {
        const event = this.posted;
        this.posted = this.mailbox?.shift() ?? null;
        this.step(event);
      }
    }

    step(event) {
      switch (event.type) {
        case 'DIAL':
          this.on_DIAL(event);
          return;
        case 'TRANSPORT_READY':
          this.on_TRANSPORT_READY(event);
          return;
        case 'TIMER_CONNECT':
          this.on_TIMER_CONNECT(event);
          return;
        case 'TRANSPORT_ENDED':
          this.on_TRANSPORT_ENDED(event);
          return;
        case 'ABORT':
          this.on_ABORT(event);
          return;
        case 'OPENED':
          this.on_OPENED(event);
          return;
        case 'REFUSED':
          this.on_REFUSED(event);
          return;
        case 'CLOSING':
          this.on_CLOSING(event);
          return;
        case 'CLOSED':
          this.on_CLOSED(event);
          return;
      }
    }

    on_DIAL(event) {
      const { context, system } = this;
      switch (this.state) {
        case 0: // connecting
        {
          effect_arm(system.host, context, event, params0);
          if (system.observer !== null) system.observer.transition('connection', 0, event);
          return;
        }
      }
    }

    on_TRANSPORT_READY(event) {
      const { context, system } = this;
      switch (this.state) {
        case 0: // connecting
        {
          effect_cancel(system.host, context, event, params0);
          if (system.observer !== null) system.observer.transition('connection', 1, event);
          this.state = 1; // opening
          return;
        }
      }
    }

    on_TIMER_CONNECT(event) {
      const { context, system } = this;
      switch (this.state) {
        case 0: // connecting
        {
          effect_cancel(system.host, context, event, params0);
          update_note(context, event, params1);
          effect_destroyTransport(system.host, context, event);
          effect_reportClosed(system.host, context, event, params2);
          if (system.observer !== null) system.observer.transition('connection', 2, event);
          this.state = 5; // closed.unclean
          if (system.observer !== null) system.observer.message?.('connection', 'closeHandshake', event_passEndToClosing);
          system.closeHandshake.send(event_passEndToClosing);
          return;
        }
      }
    }

    on_TRANSPORT_ENDED(event) {
      const { context, system } = this;
      switch (this.state) {
        case 0: // connecting
        {
          effect_cancel(system.host, context, event, params0);
          update_note(context, event, params3);
          effect_destroyTransport(system.host, context, event);
          effect_reportClosed(system.host, context, event, params2);
          if (system.observer !== null) system.observer.transition('connection', 3, event);
          this.state = 5; // closed.unclean
          if (system.observer !== null) system.observer.message?.('connection', 'closeHandshake', event_passEndToClosing);
          system.closeHandshake.send(event_passEndToClosing);
          return;
        }
        case 1: // opening
        {
          if (system.observer !== null) system.observer.transition('connection', 7, event);
          if (system.observer !== null) system.observer.message?.('connection', 'openingHandshake', event_passEndToOpening);
          system.openingHandshake.send(event_passEndToOpening);
          return;
        }
        case 2: // open
        {
          if (system.observer !== null) system.observer.transition('connection', 11, event);
          if (system.observer !== null) system.observer.message?.('connection', 'closeHandshake', event_passEndToClosing);
          system.closeHandshake.send(event_passEndToClosing);
          return;
        }
        case 3: // closing
        {
          if (system.observer !== null) system.observer.transition('connection', 15, event);
          if (system.observer !== null) system.observer.message?.('connection', 'closeHandshake', event_passEndToClosing);
          system.closeHandshake.send(event_passEndToClosing);
          return;
        }
      }
    }

    on_ABORT(event) {
      const { context, system } = this;
      switch (this.state) {
        case 0: // connecting
        {
          effect_cancel(system.host, context, event, params0);
          update_noteAbort(context, event);
          effect_destroyTransport(system.host, context, event);
          effect_reportClosed(system.host, context, event, params2);
          if (system.observer !== null) system.observer.transition('connection', 4, event);
          this.state = 5; // closed.unclean
          if (system.observer !== null) system.observer.message?.('connection', 'closeHandshake', event_passEndToClosing);
          system.closeHandshake.send(event_passEndToClosing);
          return;
        }
        case 1: // opening
        {
          const told0 = event_passAbortToOpening(context, event);
          if (system.observer !== null) system.observer.transition('connection', 8, event);
          if (system.observer !== null) system.observer.message?.('connection', 'openingHandshake', told0);
          system.openingHandshake.send(told0);
          return;
        }
        case 2: // open
        {
          const told0 = event_passAbortToClosing(context, event);
          if (system.observer !== null) system.observer.transition('connection', 12, event);
          if (system.observer !== null) system.observer.message?.('connection', 'closeHandshake', told0);
          system.closeHandshake.send(told0);
          return;
        }
        case 3: // closing
        {
          const told0 = event_passAbortToClosing(context, event);
          if (system.observer !== null) system.observer.transition('connection', 16, event);
          if (system.observer !== null) system.observer.message?.('connection', 'closeHandshake', told0);
          system.closeHandshake.send(told0);
          return;
        }
      }
    }

    on_OPENED(event) {
      const { context, system } = this;
      switch (this.state) {
        case 1: // opening
        {
          const told0 = event_openReading(context, event);
          effect_reportOpen(system.host, context, event);
          if (system.observer !== null) system.observer.transition('connection', 5, event);
          this.state = 2; // open
          if (system.observer !== null) system.observer.message?.('connection', 'readLoop', told0);
          system.readLoop.send(told0);
          if (system.observer !== null) system.observer.message?.('connection', 'keepAlive', event_startKeepAlive);
          system.keepAlive.send(event_startKeepAlive);
          if (system.observer !== null) system.observer.message?.('connection', 'writeTurn', event_openWriting);
          system.writeTurn.send(event_openWriting);
          return;
        }
      }
    }

    on_REFUSED(event) {
      const { context, system } = this;
      switch (this.state) {
        case 1: // opening
        {
          effect_reportClosed(system.host, context, event, params2);
          if (system.observer !== null) system.observer.transition('connection', 6, event);
          this.state = 5; // closed.unclean
          if (system.observer !== null) system.observer.message?.('connection', 'closeHandshake', event_passEndToClosing);
          system.closeHandshake.send(event_passEndToClosing);
          return;
        }
      }
    }

    on_CLOSING(event) {
      const { context, system } = this;
      switch (this.state) {
        case 2: // open
        {
          effect_reportClosing(system.host, context, event);
          if (system.observer !== null) system.observer.transition('connection', 9, event);
          this.state = 3; // closing
          return;
        }
      }
    }

    on_CLOSED(event) {
      const { context, system } = this;
      switch (this.state) {
        case 2: // open
        {
          effect_reportClosed(system.host, context, event, params2);
          if (system.observer !== null) system.observer.transition('connection', 10, event);
          this.state = 5; // closed.unclean
          return;
        }
        case 3: // closing
        {
          if (guard_wasClean(context, event)) {
            effect_reportClosed(system.host, context, event, params4);
            if (system.observer !== null) system.observer.transition('connection', 13, event);
            this.state = 4; // closed.clean
            return;
          }
          effect_reportClosed(system.host, context, event, params2);
          if (system.observer !== null) system.observer.transition('connection', 14, event);
          this.state = 5; // closed.unclean
          return;
        }
      }
    }
  };
}
