// keepAlive, compiled from its statechart by `npm run generate`. Do not edit.

export const regions = [
  {
    "name": "state",
    "initial": 0,
    "leaves": [
      "off",
      "idle",
      "pingDue",
      "awaitingPong",
      "suspended",
      "dead",
      "passive.quiet",
      "passive.awaitingPong"
    ]
  }
];

export function bind(guards, actions, effects) {
  const effect_arm = effects.arm;
  const effect_cancel = effects.cancel;
  const effect_expirePings = effects.expirePings;
  const effect_writeIdlePing = effects.writeIdlePing;
  const event_abortConnection = actions.abortConnection.tell.event;
  const event_askToPing = actions.askToPing.tell.event;
  const event_releaseTurn = actions.releaseTurn.tell.event;
  const guard_idlePingsWanted = guards.idlePingsWanted.test;
  const params0 = {"timer":"idle"};
  const params1 = {"timer":"pong"};

  return class KeepAliveActor {
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
        case 'STOP':
          switch (this.state) {
            case 0: // off
            {
              if (system.observer !== null) system.observer.transition('keepAlive', 0, event);
              return;
            }
            case 1: // idle
            {
              effect_cancel(system.host, context, event, params0);
              if (system.observer !== null) system.observer.transition('keepAlive', 0, event);
              this.state = 0; // off
              return;
            }
            case 2: // pingDue
            case 4: // suspended
            case 5: // dead
            case 6: // passive.quiet
            {
              if (system.observer !== null) system.observer.transition('keepAlive', 0, event);
              this.state = 0; // off
              return;
            }
            case 3: // awaitingPong
            case 7: // passive.awaitingPong
            {
              effect_cancel(system.host, context, event, params1);
              if (system.observer !== null) system.observer.transition('keepAlive', 0, event);
              this.state = 0; // off
              return;
            }
          }
          return;
        case 'TURN':
          switch (this.state) {
            case 0: // off
            case 1: // idle
            case 3: // awaitingPong
            case 4: // suspended
            case 5: // dead
            case 6: // passive.quiet
            case 7: // passive.awaitingPong
            {
              if (system.observer !== null) system.observer.transition('keepAlive', 1, event);
              system.writeTurn.send(event_releaseTurn);
              return;
            }
            case 2: // pingDue
            {
              effect_writeIdlePing(system.host, context, event);
              effect_arm(system.host, context, event, params1);
              if (system.observer !== null) system.observer.transition('keepAlive', 8, event);
              this.state = 3; // awaitingPong
              system.writeTurn.send(event_releaseTurn);
              return;
            }
          }
          return;
        case 'START':
          switch (this.state) {
            case 0: // off
            {
              if (guard_idlePingsWanted(context, event)) {
                effect_arm(system.host, context, event, params0);
                if (system.observer !== null) system.observer.transition('keepAlive', 2, event);
                this.state = 1; // idle
                return;
              }
              if (system.observer !== null) system.observer.transition('keepAlive', 3, event);
              this.state = 6; // passive.quiet
              return;
            }
          }
          return;
        case 'ACTIVITY':
          switch (this.state) {
            case 1: // idle
            {
              effect_arm(system.host, context, event, params0);
              if (system.observer !== null) system.observer.transition('keepAlive', 4, event);
              return;
            }
            case 3: // awaitingPong
            {
              effect_arm(system.host, context, event, params1);
              if (system.observer !== null) system.observer.transition('keepAlive', 11, event);
              return;
            }
          }
          return;
        case 'TIMER_IDLE':
          switch (this.state) {
            case 1: // idle
            {
              effect_cancel(system.host, context, event, params0);
              if (system.observer !== null) system.observer.transition('keepAlive', 5, event);
              this.state = 2; // pingDue
              system.writeTurn.send(event_askToPing);
              return;
            }
          }
          return;
        case 'PING_SENT':
          switch (this.state) {
            case 1: // idle
            {
              effect_cancel(system.host, context, event, params0);
              effect_arm(system.host, context, event, params1);
              if (system.observer !== null) system.observer.transition('keepAlive', 6, event);
              this.state = 3; // awaitingPong
              return;
            }
            case 6: // passive.quiet
            {
              effect_arm(system.host, context, event, params1);
              if (system.observer !== null) system.observer.transition('keepAlive', 15, event);
              this.state = 7; // passive.awaitingPong
              return;
            }
          }
          return;
        case 'READING_SUSPENDED':
          switch (this.state) {
            case 1: // idle
            {
              effect_cancel(system.host, context, event, params0);
              if (system.observer !== null) system.observer.transition('keepAlive', 7, event);
              this.state = 4; // suspended
              return;
            }
            case 2: // pingDue
            {
              if (system.observer !== null) system.observer.transition('keepAlive', 9, event);
              this.state = 4; // suspended
              return;
            }
            case 3: // awaitingPong
            {
              effect_cancel(system.host, context, event, params1);
              if (system.observer !== null) system.observer.transition('keepAlive', 13, event);
              this.state = 4; // suspended
              return;
            }
          }
          return;
        case 'PONG':
          switch (this.state) {
            case 3: // awaitingPong
            {
              effect_cancel(system.host, context, event, params1);
              effect_arm(system.host, context, event, params0);
              if (system.observer !== null) system.observer.transition('keepAlive', 10, event);
              this.state = 1; // idle
              return;
            }
            case 7: // passive.awaitingPong
            {
              effect_cancel(system.host, context, event, params1);
              if (system.observer !== null) system.observer.transition('keepAlive', 16, event);
              this.state = 6; // passive.quiet
              return;
            }
          }
          return;
        case 'TIMER_PONG':
          switch (this.state) {
            case 3: // awaitingPong
            {
              effect_cancel(system.host, context, event, params1);
              if (system.observer !== null) system.observer.transition('keepAlive', 12, event);
              this.state = 5; // dead
              system.closeHandshake.send(event_abortConnection);
              return;
            }
            case 7: // passive.awaitingPong
            {
              effect_cancel(system.host, context, event, params1);
              effect_expirePings(system.host, context, event);
              if (system.observer !== null) system.observer.transition('keepAlive', 17, event);
              this.state = 6; // passive.quiet
              return;
            }
          }
          return;
        case 'READING_RESUMED':
          switch (this.state) {
            case 4: // suspended
            {
              effect_arm(system.host, context, event, params0);
              if (system.observer !== null) system.observer.transition('keepAlive', 14, event);
              this.state = 1; // idle
              return;
            }
          }
          return;
      }
    }
  };
}
