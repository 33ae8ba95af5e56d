// openingHandshake, compiled from its statechart by `npm run generate`. Do not edit.

export const regions = [
  {
    "name": "state",
    "initial": 0,
    "leaves": [
      "idle",
      "underWay.requestSent",
      "underWay.awaitingRequest",
      "underWay.deciding",
      "accepted",
      "refused"
    ]
  }
];

export function bind(guards, actions, effects) {
  const effect_arm = effects.arm;
  const effect_cancel = effects.cancel;
  const effect_destroyTransport = effects.destroyTransport;
  const effect_endTransport = effects.endTransport;
  const effect_offerDecision = effects.offerDecision;
  const effect_refuse = effects.refuse;
  const effect_writeAcceptance = effects.writeAcceptance;
  const effect_writeRefusal = effects.writeRefusal;
  const effect_writeRequest = effects.writeRequest;
  const event_passOn = actions.passOn.tell.event;
  const event_tellOpened = actions.tellOpened.tell.event;
  const event_tellRefused = actions.tellRefused.tell.event;
  const guard_acceptMissing = guards.acceptMissing.test;
  const guard_acceptWrong = guards.acceptWrong.test;
  const guard_declined = guards.declined.test;
  const guard_extensionNotOffered = guards.extensionNotOffered.test;
  const guard_extensionParametersBad = guards.extensionParametersBad.test;
  const guard_extensionsMalformed = guards.extensionsMalformed.test;
  const guard_headMalformed = guards.headMalformed.test;
  const guard_headTooLarge = guards.headTooLarge.test;
  const guard_hostMissing = guards.hostMissing.test;
  const guard_keyMalformed = guards.keyMalformed.test;
  const guard_keyMissing = guards.keyMissing.test;
  const guard_notGet = guards.notGet.test;
  const guard_notHttp11 = guards.notHttp11.test;
  const guard_notUpgrade = guards.notUpgrade.test;
  const guard_notWebSocket = guards.notWebSocket.test;
  const guard_protocolNotOffered = guards.protocolNotOffered.test;
  const guard_protocolsMalformed = guards.protocolsMalformed.test;
  const guard_tooManyHeaders = guards.tooManyHeaders.test;
  const guard_versionMissing = guards.versionMissing.test;
  const guard_versionUnsupported = guards.versionUnsupported.test;
  const update_note = actions.note.write;
  const update_noteAbort = actions.noteAbort.write;
  const update_noteAcceptance = actions.noteAcceptance.write;
  const update_noteAnswer = actions.noteAnswer.write;
  const params0 = {"timer":"opening"};
  const params1 = {"violation":"transport-ended"};
  const params2 = {"violation":"opening-timeout"};
  const params3 = {"status":408};
  const params4 = {"status":503};
  const params5 = {"violation":"head-too-large"};
  const params6 = {"violation":"too-many-headers"};
  const params7 = {"violation":"malformed-head"};
  const params8 = {"violation":"bad-http-version"};
  const params9 = {"violation":"upgrade-declined"};
  const params10 = {"violation":"upgrade-not-websocket"};
  const params11 = {"violation":"connection-not-upgrade"};
  const params12 = {"violation":"accept-missing"};
  const params13 = {"violation":"accept-wrong"};
  const params14 = {"violation":"bad-extensions-header"};
  const params15 = {"violation":"extension-not-offered"};
  const params16 = {"violation":"bad-extension-parameters"};
  const params17 = {"violation":"protocol-not-offered"};
  const params18 = {"status":431};
  const params19 = {"status":400};
  const params20 = {"status":505};
  const params21 = {"violation":"method-not-get"};
  const params22 = {"status":405};
  const params23 = {"violation":"host-missing"};
  const params24 = {"status":426};
  const params25 = {"violation":"key-missing"};
  const params26 = {"violation":"bad-key"};
  const params27 = {"violation":"version-missing"};
  const params28 = {"violation":"version-unsupported"};
  const params29 = {"violation":"bad-protocol-header"};
  const params30 = {"violation":"refused-by-application"};
  const params31 = {"status":0};

  return class OpeningHandshakeActor {
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
        case 'CONNECT':
          this.on_CONNECT(event);
          return;
        case 'AWAIT_REQUEST':
          this.on_AWAIT_REQUEST(event);
          return;
        case 'TRANSPORT_ENDED':
          this.on_TRANSPORT_ENDED(event);
          return;
        case 'ABORT':
          this.on_ABORT(event);
          return;
        case 'TIMER_OPENING':
          this.on_TIMER_OPENING(event);
          return;
        case 'RESPONSE':
          this.on_RESPONSE(event);
          return;
        case 'REQUEST':
          this.on_REQUEST(event);
          return;
        case 'ACCEPT':
          this.on_ACCEPT(event);
          return;
        case 'REFUSE':
          this.on_REFUSE(event);
          return;
      }
    }

    on_CONNECT(event) {
      const { context, system } = this;
      switch (this.state) {
        case 0: // idle
        {
          effect_writeRequest(system.host, context, event);
          effect_arm(system.host, context, event, params0);
          if (system.observer !== null) system.observer.transition('openingHandshake', 0, event);
          this.state = 1; // underWay.requestSent
          return;
        }
      }
    }

    on_AWAIT_REQUEST(event) {
      const { context, system } = this;
      switch (this.state) {
        case 0: // idle
        {
          effect_arm(system.host, context, event, params0);
          if (system.observer !== null) system.observer.transition('openingHandshake', 1, event);
          this.state = 2; // underWay.awaitingRequest
          return;
        }
      }
    }

    on_TRANSPORT_ENDED(event) {
      const { context, system } = this;
      switch (this.state) {
        case 0: // idle
        {
          effect_refuse(system.host, context, event, params1);
          update_note(context, event, params1);
          effect_destroyTransport(system.host, context, event);
          if (system.observer !== null) system.observer.transition('openingHandshake', 2, event);
          this.state = 5; // refused
          if (system.observer !== null) system.observer.message?.('openingHandshake', 'connection', event_tellRefused);
          system.connection.send(event_tellRefused);
          return;
        }
        case 1: // underWay.requestSent
        case 2: // underWay.awaitingRequest
        case 3: // underWay.deciding
        {
          effect_cancel(system.host, context, event, params0);
          effect_refuse(system.host, context, event, params1);
          update_note(context, event, params1);
          effect_destroyTransport(system.host, context, event);
          if (system.observer !== null) system.observer.transition('openingHandshake', 5, event);
          this.state = 5; // refused
          if (system.observer !== null) system.observer.message?.('openingHandshake', 'connection', event_tellRefused);
          system.connection.send(event_tellRefused);
          return;
        }
        case 4: // accepted
        {
          const told0 = event_passOn(context, event);
          if (system.observer !== null) system.observer.transition('openingHandshake', 41, event);
          if (system.observer !== null) system.observer.message?.('openingHandshake', 'connection', told0);
          system.connection.send(told0);
          return;
        }
      }
    }

    on_ABORT(event) {
      const { context, system } = this;
      switch (this.state) {
        case 0: // idle
        {
          update_noteAbort(context, event);
          effect_destroyTransport(system.host, context, event);
          if (system.observer !== null) system.observer.transition('openingHandshake', 3, event);
          this.state = 5; // refused
          if (system.observer !== null) system.observer.message?.('openingHandshake', 'connection', event_tellRefused);
          system.connection.send(event_tellRefused);
          return;
        }
        case 1: // underWay.requestSent
        case 2: // underWay.awaitingRequest
        case 3: // underWay.deciding
        {
          effect_cancel(system.host, context, event, params0);
          update_noteAbort(context, event);
          effect_destroyTransport(system.host, context, event);
          if (system.observer !== null) system.observer.transition('openingHandshake', 6, event);
          this.state = 5; // refused
          if (system.observer !== null) system.observer.message?.('openingHandshake', 'connection', event_tellRefused);
          system.connection.send(event_tellRefused);
          return;
        }
        case 4: // accepted
        {
          const told0 = event_passOn(context, event);
          if (system.observer !== null) system.observer.transition('openingHandshake', 40, event);
          if (system.observer !== null) system.observer.message?.('openingHandshake', 'connection', told0);
          system.connection.send(told0);
          return;
        }
      }
    }

    on_TIMER_OPENING(event) {
      const { context, system } = this;
      switch (this.state) {
        case 1: // underWay.requestSent
        {
          effect_cancel(system.host, context, event, params0);
          effect_refuse(system.host, context, event, params2);
          update_note(context, event, params2);
          effect_destroyTransport(system.host, context, event);
          if (system.observer !== null) system.observer.transition('openingHandshake', 4, event);
          this.state = 5; // refused
          if (system.observer !== null) system.observer.message?.('openingHandshake', 'connection', event_tellRefused);
          system.connection.send(event_tellRefused);
          return;
        }
        case 2: // underWay.awaitingRequest
        {
          effect_cancel(system.host, context, event, params0);
          effect_refuse(system.host, context, event, params2);
          update_note(context, event, params2);
          effect_writeRefusal(system.host, context, event, params3);
          effect_endTransport(system.host, context, event);
          if (system.observer !== null) system.observer.transition('openingHandshake', 21, event);
          this.state = 5; // refused
          if (system.observer !== null) system.observer.message?.('openingHandshake', 'connection', event_tellRefused);
          system.connection.send(event_tellRefused);
          return;
        }
        case 3: // underWay.deciding
        {
          effect_cancel(system.host, context, event, params0);
          effect_refuse(system.host, context, event, params2);
          update_note(context, event, params2);
          effect_writeRefusal(system.host, context, event, params4);
          effect_endTransport(system.host, context, event);
          if (system.observer !== null) system.observer.transition('openingHandshake', 39, event);
          this.state = 5; // refused
          if (system.observer !== null) system.observer.message?.('openingHandshake', 'connection', event_tellRefused);
          system.connection.send(event_tellRefused);
          return;
        }
      }
    }

    on_RESPONSE(event) {
      const { context, system } = this;
      switch (this.state) {
        case 1: // underWay.requestSent
        {
          if (guard_headTooLarge(context, event)) {
            effect_cancel(system.host, context, event, params0);
            effect_refuse(system.host, context, event, params5);
            update_note(context, event, params5);
            effect_destroyTransport(system.host, context, event);
            if (system.observer !== null) system.observer.transition('openingHandshake', 7, event);
            this.state = 5; // refused
            if (system.observer !== null) system.observer.message?.('openingHandshake', 'connection', event_tellRefused);
            system.connection.send(event_tellRefused);
            return;
          }
          if (guard_tooManyHeaders(context, event)) {
            effect_cancel(system.host, context, event, params0);
            effect_refuse(system.host, context, event, params6);
            update_note(context, event, params6);
            effect_destroyTransport(system.host, context, event);
            if (system.observer !== null) system.observer.transition('openingHandshake', 8, event);
            this.state = 5; // refused
            if (system.observer !== null) system.observer.message?.('openingHandshake', 'connection', event_tellRefused);
            system.connection.send(event_tellRefused);
            return;
          }
          if (guard_headMalformed(context, event)) {
            effect_cancel(system.host, context, event, params0);
            effect_refuse(system.host, context, event, params7);
            update_note(context, event, params7);
            effect_destroyTransport(system.host, context, event);
            if (system.observer !== null) system.observer.transition('openingHandshake', 9, event);
            this.state = 5; // refused
            if (system.observer !== null) system.observer.message?.('openingHandshake', 'connection', event_tellRefused);
            system.connection.send(event_tellRefused);
            return;
          }
          if (guard_notHttp11(context, event)) {
            effect_cancel(system.host, context, event, params0);
            effect_refuse(system.host, context, event, params8);
            update_note(context, event, params8);
            effect_destroyTransport(system.host, context, event);
            if (system.observer !== null) system.observer.transition('openingHandshake', 10, event);
            this.state = 5; // refused
            if (system.observer !== null) system.observer.message?.('openingHandshake', 'connection', event_tellRefused);
            system.connection.send(event_tellRefused);
            return;
          }
          if (guard_declined(context, event)) {
            effect_cancel(system.host, context, event, params0);
            effect_refuse(system.host, context, event, params9);
            update_note(context, event, params9);
            effect_destroyTransport(system.host, context, event);
            if (system.observer !== null) system.observer.transition('openingHandshake', 11, event);
            this.state = 5; // refused
            if (system.observer !== null) system.observer.message?.('openingHandshake', 'connection', event_tellRefused);
            system.connection.send(event_tellRefused);
            return;
          }
          if (guard_notWebSocket(context, event)) {
            effect_cancel(system.host, context, event, params0);
            effect_refuse(system.host, context, event, params10);
            update_note(context, event, params10);
            effect_destroyTransport(system.host, context, event);
            if (system.observer !== null) system.observer.transition('openingHandshake', 12, event);
            this.state = 5; // refused
            if (system.observer !== null) system.observer.message?.('openingHandshake', 'connection', event_tellRefused);
            system.connection.send(event_tellRefused);
            return;
          }
          if (guard_notUpgrade(context, event)) {
            effect_cancel(system.host, context, event, params0);
            effect_refuse(system.host, context, event, params11);
            update_note(context, event, params11);
            effect_destroyTransport(system.host, context, event);
            if (system.observer !== null) system.observer.transition('openingHandshake', 13, event);
            this.state = 5; // refused
            if (system.observer !== null) system.observer.message?.('openingHandshake', 'connection', event_tellRefused);
            system.connection.send(event_tellRefused);
            return;
          }
          if (guard_acceptMissing(context, event)) {
            effect_cancel(system.host, context, event, params0);
            effect_refuse(system.host, context, event, params12);
            update_note(context, event, params12);
            effect_destroyTransport(system.host, context, event);
            if (system.observer !== null) system.observer.transition('openingHandshake', 14, event);
            this.state = 5; // refused
            if (system.observer !== null) system.observer.message?.('openingHandshake', 'connection', event_tellRefused);
            system.connection.send(event_tellRefused);
            return;
          }
          if (guard_acceptWrong(context, event)) {
            effect_cancel(system.host, context, event, params0);
            effect_refuse(system.host, context, event, params13);
            update_note(context, event, params13);
            effect_destroyTransport(system.host, context, event);
            if (system.observer !== null) system.observer.transition('openingHandshake', 15, event);
            this.state = 5; // refused
            if (system.observer !== null) system.observer.message?.('openingHandshake', 'connection', event_tellRefused);
            system.connection.send(event_tellRefused);
            return;
          }
          if (guard_extensionsMalformed(context, event)) {
            effect_cancel(system.host, context, event, params0);
            effect_refuse(system.host, context, event, params14);
            update_note(context, event, params14);
            effect_destroyTransport(system.host, context, event);
            if (system.observer !== null) system.observer.transition('openingHandshake', 16, event);
            this.state = 5; // refused
            if (system.observer !== null) system.observer.message?.('openingHandshake', 'connection', event_tellRefused);
            system.connection.send(event_tellRefused);
            return;
          }
          if (guard_extensionNotOffered(context, event)) {
            effect_cancel(system.host, context, event, params0);
            effect_refuse(system.host, context, event, params15);
            update_note(context, event, params15);
            effect_destroyTransport(system.host, context, event);
            if (system.observer !== null) system.observer.transition('openingHandshake', 17, event);
            this.state = 5; // refused
            if (system.observer !== null) system.observer.message?.('openingHandshake', 'connection', event_tellRefused);
            system.connection.send(event_tellRefused);
            return;
          }
          if (guard_extensionParametersBad(context, event)) {
            effect_cancel(system.host, context, event, params0);
            effect_refuse(system.host, context, event, params16);
            update_note(context, event, params16);
            effect_destroyTransport(system.host, context, event);
            if (system.observer !== null) system.observer.transition('openingHandshake', 18, event);
            this.state = 5; // refused
            if (system.observer !== null) system.observer.message?.('openingHandshake', 'connection', event_tellRefused);
            system.connection.send(event_tellRefused);
            return;
          }
          if (guard_protocolNotOffered(context, event)) {
            effect_cancel(system.host, context, event, params0);
            effect_refuse(system.host, context, event, params17);
            update_note(context, event, params17);
            effect_destroyTransport(system.host, context, event);
            if (system.observer !== null) system.observer.transition('openingHandshake', 19, event);
            this.state = 5; // refused
            if (system.observer !== null) system.observer.message?.('openingHandshake', 'connection', event_tellRefused);
            system.connection.send(event_tellRefused);
            return;
          }
          effect_cancel(system.host, context, event, params0);
          update_noteAnswer(context, event);
          const told0 = event_tellOpened(context, event);
          if (system.observer !== null) system.observer.transition('openingHandshake', 20, event);
          this.state = 4; // accepted
          if (system.observer !== null) system.observer.message?.('openingHandshake', 'connection', told0);
          system.connection.send(told0);
          return;
        }
      }
    }

    on_REQUEST(event) {
      const { context, system } = this;
      switch (this.state) {
        case 2: // underWay.awaitingRequest
        {
          if (guard_headTooLarge(context, event)) {
            effect_cancel(system.host, context, event, params0);
            effect_refuse(system.host, context, event, params5);
            update_note(context, event, params5);
            effect_writeRefusal(system.host, context, event, params18);
            effect_endTransport(system.host, context, event);
            if (system.observer !== null) system.observer.transition('openingHandshake', 22, event);
            this.state = 5; // refused
            if (system.observer !== null) system.observer.message?.('openingHandshake', 'connection', event_tellRefused);
            system.connection.send(event_tellRefused);
            return;
          }
          if (guard_tooManyHeaders(context, event)) {
            effect_cancel(system.host, context, event, params0);
            effect_refuse(system.host, context, event, params6);
            update_note(context, event, params6);
            effect_writeRefusal(system.host, context, event, params18);
            effect_endTransport(system.host, context, event);
            if (system.observer !== null) system.observer.transition('openingHandshake', 23, event);
            this.state = 5; // refused
            if (system.observer !== null) system.observer.message?.('openingHandshake', 'connection', event_tellRefused);
            system.connection.send(event_tellRefused);
            return;
          }
          if (guard_headMalformed(context, event)) {
            effect_cancel(system.host, context, event, params0);
            effect_refuse(system.host, context, event, params7);
            update_note(context, event, params7);
            effect_writeRefusal(system.host, context, event, params19);
            effect_endTransport(system.host, context, event);
            if (system.observer !== null) system.observer.transition('openingHandshake', 24, event);
            this.state = 5; // refused
            if (system.observer !== null) system.observer.message?.('openingHandshake', 'connection', event_tellRefused);
            system.connection.send(event_tellRefused);
            return;
          }
          if (guard_notHttp11(context, event)) {
            effect_cancel(system.host, context, event, params0);
            effect_refuse(system.host, context, event, params8);
            update_note(context, event, params8);
            effect_writeRefusal(system.host, context, event, params20);
            effect_endTransport(system.host, context, event);
            if (system.observer !== null) system.observer.transition('openingHandshake', 25, event);
            this.state = 5; // refused
            if (system.observer !== null) system.observer.message?.('openingHandshake', 'connection', event_tellRefused);
            system.connection.send(event_tellRefused);
            return;
          }
          if (guard_notGet(context, event)) {
            effect_cancel(system.host, context, event, params0);
            effect_refuse(system.host, context, event, params21);
            update_note(context, event, params21);
            effect_writeRefusal(system.host, context, event, params22);
            effect_endTransport(system.host, context, event);
            if (system.observer !== null) system.observer.transition('openingHandshake', 26, event);
            this.state = 5; // refused
            if (system.observer !== null) system.observer.message?.('openingHandshake', 'connection', event_tellRefused);
            system.connection.send(event_tellRefused);
            return;
          }
          if (guard_hostMissing(context, event)) {
            effect_cancel(system.host, context, event, params0);
            effect_refuse(system.host, context, event, params23);
            update_note(context, event, params23);
            effect_writeRefusal(system.host, context, event, params19);
            effect_endTransport(system.host, context, event);
            if (system.observer !== null) system.observer.transition('openingHandshake', 27, event);
            this.state = 5; // refused
            if (system.observer !== null) system.observer.message?.('openingHandshake', 'connection', event_tellRefused);
            system.connection.send(event_tellRefused);
            return;
          }
          if (guard_notWebSocket(context, event)) {
            effect_cancel(system.host, context, event, params0);
            effect_refuse(system.host, context, event, params10);
            update_note(context, event, params10);
            effect_writeRefusal(system.host, context, event, params24);
            effect_endTransport(system.host, context, event);
            if (system.observer !== null) system.observer.transition('openingHandshake', 28, event);
            this.state = 5; // refused
            if (system.observer !== null) system.observer.message?.('openingHandshake', 'connection', event_tellRefused);
            system.connection.send(event_tellRefused);
            return;
          }
          if (guard_notUpgrade(context, event)) {
            effect_cancel(system.host, context, event, params0);
            effect_refuse(system.host, context, event, params11);
            update_note(context, event, params11);
            effect_writeRefusal(system.host, context, event, params24);
            effect_endTransport(system.host, context, event);
            if (system.observer !== null) system.observer.transition('openingHandshake', 29, event);
            this.state = 5; // refused
            if (system.observer !== null) system.observer.message?.('openingHandshake', 'connection', event_tellRefused);
            system.connection.send(event_tellRefused);
            return;
          }
          if (guard_keyMissing(context, event)) {
            effect_cancel(system.host, context, event, params0);
            effect_refuse(system.host, context, event, params25);
            update_note(context, event, params25);
            effect_writeRefusal(system.host, context, event, params19);
            effect_endTransport(system.host, context, event);
            if (system.observer !== null) system.observer.transition('openingHandshake', 30, event);
            this.state = 5; // refused
            if (system.observer !== null) system.observer.message?.('openingHandshake', 'connection', event_tellRefused);
            system.connection.send(event_tellRefused);
            return;
          }
          if (guard_keyMalformed(context, event)) {
            effect_cancel(system.host, context, event, params0);
            effect_refuse(system.host, context, event, params26);
            update_note(context, event, params26);
            effect_writeRefusal(system.host, context, event, params19);
            effect_endTransport(system.host, context, event);
            if (system.observer !== null) system.observer.transition('openingHandshake', 31, event);
            this.state = 5; // refused
            if (system.observer !== null) system.observer.message?.('openingHandshake', 'connection', event_tellRefused);
            system.connection.send(event_tellRefused);
            return;
          }
          if (guard_versionMissing(context, event)) {
            effect_cancel(system.host, context, event, params0);
            effect_refuse(system.host, context, event, params27);
            update_note(context, event, params27);
            effect_writeRefusal(system.host, context, event, params24);
            effect_endTransport(system.host, context, event);
            if (system.observer !== null) system.observer.transition('openingHandshake', 32, event);
            this.state = 5; // refused
            if (system.observer !== null) system.observer.message?.('openingHandshake', 'connection', event_tellRefused);
            system.connection.send(event_tellRefused);
            return;
          }
          if (guard_versionUnsupported(context, event)) {
            effect_cancel(system.host, context, event, params0);
            effect_refuse(system.host, context, event, params28);
            update_note(context, event, params28);
            effect_writeRefusal(system.host, context, event, params24);
            effect_endTransport(system.host, context, event);
            if (system.observer !== null) system.observer.transition('openingHandshake', 33, event);
            this.state = 5; // refused
            if (system.observer !== null) system.observer.message?.('openingHandshake', 'connection', event_tellRefused);
            system.connection.send(event_tellRefused);
            return;
          }
          if (guard_protocolsMalformed(context, event)) {
            effect_cancel(system.host, context, event, params0);
            effect_refuse(system.host, context, event, params29);
            update_note(context, event, params29);
            effect_writeRefusal(system.host, context, event, params19);
            effect_endTransport(system.host, context, event);
            if (system.observer !== null) system.observer.transition('openingHandshake', 34, event);
            this.state = 5; // refused
            if (system.observer !== null) system.observer.message?.('openingHandshake', 'connection', event_tellRefused);
            system.connection.send(event_tellRefused);
            return;
          }
          if (guard_extensionsMalformed(context, event)) {
            effect_cancel(system.host, context, event, params0);
            effect_refuse(system.host, context, event, params14);
            update_note(context, event, params14);
            effect_writeRefusal(system.host, context, event, params19);
            effect_endTransport(system.host, context, event);
            if (system.observer !== null) system.observer.transition('openingHandshake', 35, event);
            this.state = 5; // refused
            if (system.observer !== null) system.observer.message?.('openingHandshake', 'connection', event_tellRefused);
            system.connection.send(event_tellRefused);
            return;
          }
          effect_offerDecision(system.host, context, event);
          if (system.observer !== null) system.observer.transition('openingHandshake', 36, event);
          this.state = 3; // underWay.deciding
          return;
        }
      }
    }

    on_ACCEPT(event) {
      const { context, system } = this;
      switch (this.state) {
        case 3: // underWay.deciding
        {
          effect_cancel(system.host, context, event, params0);
          update_noteAcceptance(context, event);
          effect_writeAcceptance(system.host, context, event);
          const told0 = event_tellOpened(context, event);
          if (system.observer !== null) system.observer.transition('openingHandshake', 37, event);
          this.state = 4; // accepted
          if (system.observer !== null) system.observer.message?.('openingHandshake', 'connection', told0);
          system.connection.send(told0);
          return;
        }
      }
    }

    on_REFUSE(event) {
      const { context, system } = this;
      switch (this.state) {
        case 3: // underWay.deciding
        {
          effect_cancel(system.host, context, event, params0);
          effect_refuse(system.host, context, event, params30);
          update_note(context, event, params30);
          effect_writeRefusal(system.host, context, event, params31);
          effect_endTransport(system.host, context, event);
          if (system.observer !== null) system.observer.transition('openingHandshake', 38, event);
          this.state = 5; // refused
          if (system.observer !== null) system.observer.message?.('openingHandshake', 'connection', event_tellRefused);
          system.connection.send(event_tellRefused);
          return;
        }
      }
    }
  };
}
