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
      this.mailbox = null;
      this.state = 0;
    }

    send(event) {
      if (this.busy) {
        if (this.mailbox === null) this.mailbox = [event];
        else this.mailbox.push(event);
        return;
      }
      this.busy = true;
      this.step(event);
      if (this.mailbox !== null) this.openMailbox();
      this.busy = false;
    }

    openMailbox() {
      for (let next = 0; next < this.mailbox.length; next++) this.step(this.mailbox[next]);
      this.mailbox = null;
    }

    step(event) {
      const { context, system } = this;
      switch (event.type) {
        case 'DIAL':
          switch (this.state) {
            case 0: // connecting
            {
              effect_arm(system.host, context, event, params0);
              if (system.observer !== null) system.observer.transition('connection', 0, event);
              return;
            }
          }
          return;
        case 'TRANSPORT_READY':
          switch (this.state) {
            case 0: // connecting
            {
              effect_cancel(system.host, context, event, params0);
              if (system.observer !== null) system.observer.transition('connection', 1, event);
              this.state = 1; // opening
              return;
            }
          }
          return;
        case 'TIMER_CONNECT':
          switch (this.state) {
            case 0: // connecting
            {
              effect_cancel(system.host, context, event, params0);
              update_note(context, event, params1);
              effect_destroyTransport(system.host, context, event);
              effect_reportClosed(system.host, context, event, params2);
              if (system.observer !== null) system.observer.transition('connection', 2, event);
              this.state = 5; // closed.unclean
              system.closeHandshake.send(event_passEndToClosing);
              return;
            }
          }
          return;
        case 'TRANSPORT_ENDED':
          switch (this.state) {
            case 0: // connecting
            {
              effect_cancel(system.host, context, event, params0);
              update_note(context, event, params3);
              effect_destroyTransport(system.host, context, event);
              effect_reportClosed(system.host, context, event, params2);
              if (system.observer !== null) system.observer.transition('connection', 3, event);
              this.state = 5; // closed.unclean
              system.closeHandshake.send(event_passEndToClosing);
              return;
            }
            case 1: // opening
            {
              if (system.observer !== null) system.observer.transition('connection', 7, event);
              system.openingHandshake.send(event_passEndToOpening);
              return;
            }
            case 2: // open
            {
              if (system.observer !== null) system.observer.transition('connection', 11, event);
              system.closeHandshake.send(event_passEndToClosing);
              return;
            }
            case 3: // closing
            {
              if (system.observer !== null) system.observer.transition('connection', 15, event);
              system.closeHandshake.send(event_passEndToClosing);
              return;
            }
          }
          return;
        case 'ABORT':
          switch (this.state) {
            case 0: // connecting
            {
              effect_cancel(system.host, context, event, params0);
              update_noteAbort(context, event);
              effect_destroyTransport(system.host, context, event);
              effect_reportClosed(system.host, context, event, params2);
              if (system.observer !== null) system.observer.transition('connection', 4, event);
              this.state = 5; // closed.unclean
              system.closeHandshake.send(event_passEndToClosing);
              return;
            }
            case 1: // opening
            {
              const told0 = event_passAbortToOpening(context, event);
              if (system.observer !== null) system.observer.transition('connection', 8, event);
              system.openingHandshake.send(told0);
              return;
            }
            case 2: // open
            {
              const told0 = event_passAbortToClosing(context, event);
              if (system.observer !== null) system.observer.transition('connection', 12, event);
              system.closeHandshake.send(told0);
              return;
            }
            case 3: // closing
            {
              const told0 = event_passAbortToClosing(context, event);
              if (system.observer !== null) system.observer.transition('connection', 16, event);
              system.closeHandshake.send(told0);
              return;
            }
          }
          return;
        case 'OPENED':
          switch (this.state) {
            case 1: // opening
            {
              const told0 = event_openReading(context, event);
              effect_reportOpen(system.host, context, event);
              if (system.observer !== null) system.observer.transition('connection', 5, event);
              this.state = 2; // open
              system.readLoop.send(told0);
              system.keepAlive.send(event_startKeepAlive);
              system.writeTurn.send(event_openWriting);
              return;
            }
          }
          return;
        case 'REFUSED':
          switch (this.state) {
            case 1: // opening
            {
              effect_reportClosed(system.host, context, event, params2);
              if (system.observer !== null) system.observer.transition('connection', 6, event);
              this.state = 5; // closed.unclean
              system.closeHandshake.send(event_passEndToClosing);
              return;
            }
          }
          return;
        case 'CLOSING':
          switch (this.state) {
            case 2: // open
            {
              effect_reportClosing(system.host, context, event);
              if (system.observer !== null) system.observer.transition('connection', 9, event);
              this.state = 3; // closing
              return;
            }
          }
          return;
        case 'CLOSED':
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
          return;
      }
    }
  };
}
