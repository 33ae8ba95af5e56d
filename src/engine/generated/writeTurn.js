// writeTurn, compiled from its statechart by `npm run generate`. Do not edit.

export const regions = [
  {
    "name": "state",
    "initial": 0,
    "leaves": [
      "waiting.clear",
      "waiting.blocked",
      "free",
      "held.byFrame",
      "held.blocked.withFrame",
      "held.blocked.alone",
      "handing",
      "closed"
    ]
  }
];

export function bind(guards, actions, effects) {
  const effect_abortPaused = effects.abortPaused;
  const effect_arm = effects.arm;
  const effect_cancel = effects.cancel;
  const effect_grant = effects.grant;
  const effect_refuseTurn = effects.refuseTurn;
  const effect_resumeFrame = effects.resumeFrame;
  const effect_supersedePong = effects.supersedePong;
  const event_abortConnection = actions.abortConnection.tell.event;
  const event_giveTurnToClose = actions.giveTurnToClose.tell.event;
  const event_giveTurnToIdlePing = actions.giveTurnToIdlePing.tell.event;
  const guard_closeWaits = guards.closeWaits.test;
  const guard_idlePingWaits = guards.idlePingWaits.test;
  const guard_pingWaits = guards.pingWaits.test;
  const guard_pongWaits = guards.pongWaits.test;
  const guard_tooManyPings = guards.tooManyPings.test;
  const guard_tooManyPongs = guards.tooManyPongs.test;
  const guard_writeWaits = guards.writeWaits.test;
  const update_forgetPaused = actions.forgetPaused.write;
  const update_pause = actions.pause.write;
  const update_unpause = actions.unpause.write;
  const params0 = {"timer":"drain"};
  const params1 = {"operation":"op_close"};
  const params2 = {"operation":"op_idle_ping"};
  const params3 = {"operation":"op_pong"};
  const params4 = {"operation":"op_ping"};
  const params5 = {"operation":"op_wr"};

  return class WriteTurnActor {
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
        case 'WANT_CLOSE':
          this.on_WANT_CLOSE(event);
          return;
        case 'WANT_IDLE_PING':
          this.on_WANT_IDLE_PING(event);
          return;
        case 'WANT_PONG':
          this.on_WANT_PONG(event);
          return;
        case 'WANT_PING':
          this.on_WANT_PING(event);
          return;
        case 'WANT_WRITE':
          this.on_WANT_WRITE(event);
          return;
        case 'OPENED':
          this.on_OPENED(event);
          return;
        case 'BLOCKED':
          this.on_BLOCKED(event);
          return;
        case 'DRAINED':
          this.on_DRAINED(event);
          return;
        case 'RELEASE':
          this.on_RELEASE(event);
          return;
        case 'TIMER_DRAIN':
          this.on_TIMER_DRAIN(event);
          return;
      }
    }

    on_STOP(event) {
      const { context, system } = this;
      switch (this.state) {
        case 0: // waiting.clear
        case 1: // waiting.blocked
        case 2: // free
        case 3: // held.byFrame
        {
          update_forgetPaused(context, event);
          effect_abortPaused(system.host, context, event);
          if (system.observer !== null) system.observer.transition('writeTurn', 0, event);
          this.state = 7; // closed
          return;
        }
        case 4: // held.blocked.withFrame
        case 5: // held.blocked.alone
        {
          effect_cancel(system.host, context, event, params0);
          update_forgetPaused(context, event);
          effect_abortPaused(system.host, context, event);
          if (system.observer !== null) system.observer.transition('writeTurn', 0, event);
          this.state = 7; // closed
          return;
        }
        case 7: // closed
        {
          if (system.observer !== null) system.observer.transition('writeTurn', 37, event);
          return;
        }
      }
    }

    on_WANT_CLOSE(event) {
      const { context, system } = this;
      switch (this.state) {
        case 0: // waiting.clear
        case 1: // waiting.blocked
        {
          update_pause(context, event, params1);
          if (system.observer !== null) system.observer.transition('writeTurn', 1, event);
          return;
        }
        case 2: // free
        {
          if (system.observer !== null) system.observer.transition('writeTurn', 16, event);
          this.state = 3; // held.byFrame
          if (system.observer !== null) system.observer.message?.('writeTurn', 'closeHandshake', event_giveTurnToClose);
          system.closeHandshake.send(event_giveTurnToClose);
          return;
        }
        case 3: // held.byFrame
        case 4: // held.blocked.withFrame
        case 5: // held.blocked.alone
        {
          update_pause(context, event, params1);
          if (system.observer !== null) system.observer.transition('writeTurn', 18, event);
          return;
        }
      }
    }

    on_WANT_IDLE_PING(event) {
      const { context, system } = this;
      switch (this.state) {
        case 0: // waiting.clear
        case 1: // waiting.blocked
        {
          update_pause(context, event, params2);
          if (system.observer !== null) system.observer.transition('writeTurn', 2, event);
          return;
        }
        case 2: // free
        {
          if (system.observer !== null) system.observer.transition('writeTurn', 15, event);
          this.state = 3; // held.byFrame
          if (system.observer !== null) system.observer.message?.('writeTurn', 'keepAlive', event_giveTurnToIdlePing);
          system.keepAlive.send(event_giveTurnToIdlePing);
          return;
        }
        case 3: // held.byFrame
        case 4: // held.blocked.withFrame
        case 5: // held.blocked.alone
        {
          update_pause(context, event, params2);
          if (system.observer !== null) system.observer.transition('writeTurn', 19, event);
          return;
        }
      }
    }

    on_WANT_PONG(event) {
      const { context, system } = this;
      switch (this.state) {
        case 0: // waiting.clear
        case 1: // waiting.blocked
        {
          if (guard_tooManyPongs(context, event)) {
            effect_supersedePong(system.host, context, event);
            if (system.observer !== null) system.observer.transition('writeTurn', 3, event);
            return;
          }
          update_pause(context, event, params3);
          if (system.observer !== null) system.observer.transition('writeTurn', 4, event);
          return;
        }
        case 2: // free
        {
          effect_grant(system.host, context, event, params3);
          if (system.observer !== null) system.observer.transition('writeTurn', 13, event);
          this.state = 3; // held.byFrame
          return;
        }
        case 3: // held.byFrame
        case 4: // held.blocked.withFrame
        case 5: // held.blocked.alone
        {
          if (guard_tooManyPongs(context, event)) {
            effect_supersedePong(system.host, context, event);
            if (system.observer !== null) system.observer.transition('writeTurn', 20, event);
            return;
          }
          update_pause(context, event, params3);
          if (system.observer !== null) system.observer.transition('writeTurn', 21, event);
          return;
        }
        case 7: // closed
        {
          effect_refuseTurn(system.host, context, event, params3);
          if (system.observer !== null) system.observer.transition('writeTurn', 38, event);
          return;
        }
      }
    }

    on_WANT_PING(event) {
      const { context, system } = this;
      switch (this.state) {
        case 0: // waiting.clear
        case 1: // waiting.blocked
        {
          if (guard_tooManyPings(context, event)) {
            effect_refuseTurn(system.host, context, event, params4);
            if (system.observer !== null) system.observer.transition('writeTurn', 5, event);
            return;
          }
          update_pause(context, event, params4);
          if (system.observer !== null) system.observer.transition('writeTurn', 6, event);
          return;
        }
        case 2: // free
        {
          effect_grant(system.host, context, event, params4);
          if (system.observer !== null) system.observer.transition('writeTurn', 14, event);
          this.state = 3; // held.byFrame
          return;
        }
        case 3: // held.byFrame
        case 4: // held.blocked.withFrame
        case 5: // held.blocked.alone
        {
          if (guard_tooManyPings(context, event)) {
            effect_refuseTurn(system.host, context, event, params4);
            if (system.observer !== null) system.observer.transition('writeTurn', 22, event);
            return;
          }
          update_pause(context, event, params4);
          if (system.observer !== null) system.observer.transition('writeTurn', 23, event);
          return;
        }
        case 7: // closed
        {
          effect_refuseTurn(system.host, context, event, params4);
          if (system.observer !== null) system.observer.transition('writeTurn', 39, event);
          return;
        }
      }
    }

    on_WANT_WRITE(event) {
      const { context, system } = this;
      switch (this.state) {
        case 0: // waiting.clear
        case 1: // waiting.blocked
        {
          update_pause(context, event, params5);
          if (system.observer !== null) system.observer.transition('writeTurn', 7, event);
          return;
        }
        case 2: // free
        {
          effect_grant(system.host, context, event, params5);
          if (system.observer !== null) system.observer.transition('writeTurn', 12, event);
          this.state = 3; // held.byFrame
          return;
        }
        case 3: // held.byFrame
        case 4: // held.blocked.withFrame
        case 5: // held.blocked.alone
        {
          update_pause(context, event, params5);
          if (system.observer !== null) system.observer.transition('writeTurn', 24, event);
          return;
        }
        case 7: // closed
        {
          effect_refuseTurn(system.host, context, event, params5);
          if (system.observer !== null) system.observer.transition('writeTurn', 40, event);
          return;
        }
      }
    }

    on_OPENED(event) {
      const { context, system } = this;
      switch (this.state) {
        case 0: // waiting.clear
        {
          if (system.observer !== null) system.observer.transition('writeTurn', 8, event);
          if (guard_closeWaits(context, event)) {
            update_unpause(context, event, params1);
            if (system.observer !== null) system.observer.transition('writeTurn', 31, event);
            this.state = 3; // held.byFrame
            if (system.observer !== null) system.observer.message?.('writeTurn', 'closeHandshake', event_giveTurnToClose);
            system.closeHandshake.send(event_giveTurnToClose);
            return;
          }
          if (guard_idlePingWaits(context, event)) {
            update_unpause(context, event, params2);
            if (system.observer !== null) system.observer.transition('writeTurn', 32, event);
            this.state = 3; // held.byFrame
            if (system.observer !== null) system.observer.message?.('writeTurn', 'keepAlive', event_giveTurnToIdlePing);
            system.keepAlive.send(event_giveTurnToIdlePing);
            return;
          }
          if (guard_pongWaits(context, event)) {
            update_unpause(context, event, params3);
            effect_grant(system.host, context, event, params3);
            if (system.observer !== null) system.observer.transition('writeTurn', 33, event);
            this.state = 3; // held.byFrame
            return;
          }
          if (guard_pingWaits(context, event)) {
            update_unpause(context, event, params4);
            effect_grant(system.host, context, event, params4);
            if (system.observer !== null) system.observer.transition('writeTurn', 34, event);
            this.state = 3; // held.byFrame
            return;
          }
          if (guard_writeWaits(context, event)) {
            update_unpause(context, event, params5);
            effect_grant(system.host, context, event, params5);
            if (system.observer !== null) system.observer.transition('writeTurn', 35, event);
            this.state = 3; // held.byFrame
            return;
          }
          if (system.observer !== null) system.observer.transition('writeTurn', 36, event);
          this.state = 2; // free
          return;
        }
        case 1: // waiting.blocked
        {
          effect_arm(system.host, context, event, params0);
          if (system.observer !== null) system.observer.transition('writeTurn', 10, event);
          this.state = 5; // held.blocked.alone
          return;
        }
      }
    }

    on_BLOCKED(event) {
      const { context, system } = this;
      switch (this.state) {
        case 0: // waiting.clear
        {
          if (system.observer !== null) system.observer.transition('writeTurn', 9, event);
          this.state = 1; // waiting.blocked
          return;
        }
        case 2: // free
        {
          effect_arm(system.host, context, event, params0);
          if (system.observer !== null) system.observer.transition('writeTurn', 17, event);
          this.state = 5; // held.blocked.alone
          return;
        }
        case 3: // held.byFrame
        {
          effect_arm(system.host, context, event, params0);
          if (system.observer !== null) system.observer.transition('writeTurn', 26, event);
          this.state = 4; // held.blocked.withFrame
          return;
        }
      }
    }

    on_DRAINED(event) {
      const { context, system } = this;
      switch (this.state) {
        case 1: // waiting.blocked
        {
          if (system.observer !== null) system.observer.transition('writeTurn', 11, event);
          this.state = 0; // waiting.clear
          return;
        }
        case 4: // held.blocked.withFrame
        {
          effect_cancel(system.host, context, event, params0);
          effect_resumeFrame(system.host, context, event);
          if (system.observer !== null) system.observer.transition('writeTurn', 29, event);
          this.state = 3; // held.byFrame
          return;
        }
        case 5: // held.blocked.alone
        {
          effect_cancel(system.host, context, event, params0);
          if (system.observer !== null) system.observer.transition('writeTurn', 30, event);
          if (guard_closeWaits(context, event)) {
            update_unpause(context, event, params1);
            if (system.observer !== null) system.observer.transition('writeTurn', 31, event);
            this.state = 3; // held.byFrame
            if (system.observer !== null) system.observer.message?.('writeTurn', 'closeHandshake', event_giveTurnToClose);
            system.closeHandshake.send(event_giveTurnToClose);
            return;
          }
          if (guard_idlePingWaits(context, event)) {
            update_unpause(context, event, params2);
            if (system.observer !== null) system.observer.transition('writeTurn', 32, event);
            this.state = 3; // held.byFrame
            if (system.observer !== null) system.observer.message?.('writeTurn', 'keepAlive', event_giveTurnToIdlePing);
            system.keepAlive.send(event_giveTurnToIdlePing);
            return;
          }
          if (guard_pongWaits(context, event)) {
            update_unpause(context, event, params3);
            effect_grant(system.host, context, event, params3);
            if (system.observer !== null) system.observer.transition('writeTurn', 33, event);
            this.state = 3; // held.byFrame
            return;
          }
          if (guard_pingWaits(context, event)) {
            update_unpause(context, event, params4);
            effect_grant(system.host, context, event, params4);
            if (system.observer !== null) system.observer.transition('writeTurn', 34, event);
            this.state = 3; // held.byFrame
            return;
          }
          if (guard_writeWaits(context, event)) {
            update_unpause(context, event, params5);
            effect_grant(system.host, context, event, params5);
            if (system.observer !== null) system.observer.transition('writeTurn', 35, event);
            this.state = 3; // held.byFrame
            return;
          }
          if (system.observer !== null) system.observer.transition('writeTurn', 36, event);
          this.state = 2; // free
          return;
        }
      }
    }

    on_RELEASE(event) {
      const { context, system } = this;
      switch (this.state) {
        case 3: // held.byFrame
        {
          if (system.observer !== null) system.observer.transition('writeTurn', 25, event);
          if (guard_closeWaits(context, event)) {
            update_unpause(context, event, params1);
            if (system.observer !== null) system.observer.transition('writeTurn', 31, event);
            this.state = 3; // held.byFrame
            if (system.observer !== null) system.observer.message?.('writeTurn', 'closeHandshake', event_giveTurnToClose);
            system.closeHandshake.send(event_giveTurnToClose);
            return;
          }
          if (guard_idlePingWaits(context, event)) {
            update_unpause(context, event, params2);
            if (system.observer !== null) system.observer.transition('writeTurn', 32, event);
            this.state = 3; // held.byFrame
            if (system.observer !== null) system.observer.message?.('writeTurn', 'keepAlive', event_giveTurnToIdlePing);
            system.keepAlive.send(event_giveTurnToIdlePing);
            return;
          }
          if (guard_pongWaits(context, event)) {
            update_unpause(context, event, params3);
            effect_grant(system.host, context, event, params3);
            if (system.observer !== null) system.observer.transition('writeTurn', 33, event);
            this.state = 3; // held.byFrame
            return;
          }
          if (guard_pingWaits(context, event)) {
            update_unpause(context, event, params4);
            effect_grant(system.host, context, event, params4);
            if (system.observer !== null) system.observer.transition('writeTurn', 34, event);
            this.state = 3; // held.byFrame
            return;
          }
          if (guard_writeWaits(context, event)) {
            update_unpause(context, event, params5);
            effect_grant(system.host, context, event, params5);
            if (system.observer !== null) system.observer.transition('writeTurn', 35, event);
            this.state = 3; // held.byFrame
            return;
          }
          if (system.observer !== null) system.observer.transition('writeTurn', 36, event);
          this.state = 2; // free
          return;
        }
        case 4: // held.blocked.withFrame
        {
          if (system.observer !== null) system.observer.transition('writeTurn', 28, event);
          this.state = 5; // held.blocked.alone
          return;
        }
      }
    }

    on_TIMER_DRAIN(event) {
      const { context, system } = this;
      switch (this.state) {
        case 4: // held.blocked.withFrame
        case 5: // held.blocked.alone
        {
          if (system.observer !== null) system.observer.transition('writeTurn', 27, event);
          if (system.observer !== null) system.observer.message?.('writeTurn', 'closeHandshake', event_abortConnection);
          system.closeHandshake.send(event_abortConnection);
          return;
        }
      }
    }
  };
}
