// keepAlive, compiled from its statechart by `npm run generate`. Do not edit.

export const regions = [
  {
    "name": "state",
    "initial": 0,
    "leaves": [
      "off.reading",
      "off.suspended",
      "idle",
      "pingDue",
      "awaitingPong",
      "suspended",
      "dead",
      "stopped",
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
        case 'STOP':
          this.on_STOP(event);
          return;
        case 'TURN':
          this.on_TURN(event);
          return;
        case 'START':
          this.on_START(event);
          return;
        case 'READING_SUSPENDED':
          this.on_READING_SUSPENDED(event);
          return;
        case 'READING_RESUMED':
          this.on_READING_RESUMED(event);
          return;
        case 'ACTIVITY':
          this.on_ACTIVITY(event);
          return;
        case 'TIMER_IDLE':
          this.on_TIMER_IDLE(event);
          return;
        case 'PING_SENT':
          this.on_PING_SENT(event);
          return;
        case 'PONG':
          this.on_PONG(event);
          return;
        case 'TIMER_PONG':
          this.on_TIMER_PONG(event);
          return;
      }
    }

    on_STOP(event) {
      const { context, system } = this;
      switch (this.state) {
        case 0: // off.reading
        case 1: // off.suspended
        case 3: // pingDue
        case 5: // suspended
        case 6: // dead
        case 8: // passive.quiet
        {
          if (system.observer !== null) system.observer.transition('keepAlive', 0, event);
          this.state = 7; // stopped
          return;
        }
        case 2: // idle
        {
          effect_cancel(system.host, context, event, params0);
          if (system.observer !== null) system.observer.transition('keepAlive', 0, event);
          this.state = 7; // stopped
          return;
        }
        case 4: // awaitingPong
        case 9: // passive.awaitingPong
        {
          effect_cancel(system.host, context, event, params1);
          if (system.observer !== null) system.observer.transition('keepAlive', 0, event);
          this.state = 7; // stopped
          return;
        }
        case 7: // stopped
        {
          if (system.observer !== null) system.observer.transition('keepAlive', 0, event);
          return;
        }
      }
    }

    on_TURN(event) {
      const { context, system } = this;
      switch (this.state) {
        case 0: // off.reading
        case 1: // off.suspended
        case 2: // idle
        case 4: // awaitingPong
        case 5: // suspended
        case 6: // dead
        case 7: // stopped
        case 8: // passive.quiet
        case 9: // passive.awaitingPong
        {
          if (system.observer !== null) system.observer.transition('keepAlive', 1, event);
          if (system.observer !== null) system.observer.message?.('keepAlive', 'writeTurn', event_releaseTurn);
          system.writeTurn.send(event_releaseTurn);
          return;
        }
        case 3: // pingDue
        {
          effect_writeIdlePing(system.host, context, event);
          effect_arm(system.host, context, event, params1);
          if (system.observer !== null) system.observer.transition('keepAlive', 12, event);
          this.state = 4; // awaitingPong
          if (system.observer !== null) system.observer.message?.('keepAlive', 'writeTurn', event_releaseTurn);
          system.writeTurn.send(event_releaseTurn);
          return;
        }
      }
    }

    on_START(event) {
      const { context, system } = this;
      switch (this.state) {
        case 0: // off.reading
        {
          if (guard_idlePingsWanted(context, event)) {
            effect_arm(system.host, context, event, params0);
            if (system.observer !== null) system.observer.transition('keepAlive', 2, event);
            this.state = 2; // idle
            return;
          }
          if (system.observer !== null) system.observer.transition('keepAlive', 3, event);
          this.state = 8; // passive.quiet
          return;
        }
        case 1: // off.suspended
        {
          if (guard_idlePingsWanted(context, event)) {
            if (system.observer !== null) system.observer.transition('keepAlive', 5, event);
            this.state = 5; // suspended
            return;
          }
          if (system.observer !== null) system.observer.transition('keepAlive', 6, event);
          this.state = 8; // passive.quiet
          return;
        }
      }
    }

    on_READING_SUSPENDED(event) {
      const { context, system } = this;
      switch (this.state) {
        case 0: // off.reading
        {
          if (system.observer !== null) system.observer.transition('keepAlive', 4, event);
          this.state = 1; // off.suspended
          return;
        }
        case 2: // idle
        {
          effect_cancel(system.host, context, event, params0);
          if (system.observer !== null) system.observer.transition('keepAlive', 11, event);
          this.state = 5; // suspended
          return;
        }
        case 3: // pingDue
        {
          if (system.observer !== null) system.observer.transition('keepAlive', 13, event);
          this.state = 5; // suspended
          return;
        }
        case 4: // awaitingPong
        {
          effect_cancel(system.host, context, event, params1);
          if (system.observer !== null) system.observer.transition('keepAlive', 17, event);
          this.state = 5; // suspended
          return;
        }
      }
    }

    on_READING_RESUMED(event) {
      const { context, system } = this;
      switch (this.state) {
        case 1: // off.suspended
        {
          if (system.observer !== null) system.observer.transition('keepAlive', 7, event);
          this.state = 0; // off.reading
          return;
        }
        case 5: // suspended
        {
          effect_arm(system.host, context, event, params0);
          if (system.observer !== null) system.observer.transition('keepAlive', 18, event);
          this.state = 2; // idle
          return;
        }
      }
    }

    on_ACTIVITY(event) {
      const { context, system } = this;
      switch (this.state) {
        case 2: // idle
        {
          effect_arm(system.host, context, event, params0);
          if (system.observer !== null) system.observer.transition('keepAlive', 8, event);
          return;
        }
        case 4: // awaitingPong
        {
          effect_arm(system.host, context, event, params1);
          if (system.observer !== null) system.observer.transition('keepAlive', 15, event);
          return;
        }
      }
    }

    on_TIMER_IDLE(event) {
      const { context, system } = this;
      switch (this.state) {
        case 2: // idle
        {
          effect_cancel(system.host, context, event, params0);
          if (system.observer !== null) system.observer.transition('keepAlive', 9, event);
          this.state = 3; // pingDue
          if (system.observer !== null) system.observer.message?.('keepAlive', 'writeTurn', event_askToPing);
          system.writeTurn.send(event_askToPing);
          return;
        }
      }
    }

    on_PING_SENT(event) {
      const { context, system } = this;
      switch (this.state) {
        case 2: // idle
        {
          effect_cancel(system.host, context, event, params0);
          effect_arm(system.host, context, event, params1);
          if (system.observer !== null) system.observer.transition('keepAlive', 10, event);
          this.state = 4; // awaitingPong
          return;
        }
        case 8: // passive.quiet
        {
          effect_arm(system.host, context, event, params1);
          if (system.observer !== null) system.observer.transition('keepAlive', 19, event);
          this.state = 9; // passive.awaitingPong
          return;
        }
        case 9: // passive.awaitingPong
        {
          effect_arm(system.host, context, event, params1);
          if (system.observer !== null) system.observer.transition('keepAlive', 21, event);
          return;
        }
      }
    }

    on_PONG(event) {
      const { context, system } = this;
      switch (this.state) {
        case 4: // awaitingPong
        {
          effect_cancel(system.host, context, event, params1);
          effect_arm(system.host, context, event, params0);
          if (system.observer !== null) system.observer.transition('keepAlive', 14, event);
          this.state = 2; // idle
          return;
        }
        case 9: // passive.awaitingPong
        {
          effect_cancel(system.host, context, event, params1);
          if (system.observer !== null) system.observer.transition('keepAlive', 20, event);
          this.state = 8; // passive.quiet
          return;
        }
      }
    }

    on_TIMER_PONG(event) {
      const { context, system } = this;
      switch (this.state) {
        case 4: // awaitingPong
        {
          effect_cancel(system.host, context, event, params1);
          if (system.observer !== null) system.observer.transition('keepAlive', 16, event);
          this.state = 6; // dead
          if (system.observer !== null) system.observer.message?.('keepAlive', 'closeHandshake', event_abortConnection);
          system.closeHandshake.send(event_abortConnection);
          return;
        }
        case 9: // passive.awaitingPong
        {
          effect_cancel(system.host, context, event, params1);
          effect_expirePings(system.host, context, event);
          if (system.observer !== null) system.observer.transition('keepAlive', 22, event);
          this.state = 8; // passive.quiet
          return;
        }
      }
    }
  };
}
