// readLoop, compiled from its statechart by `npm run generate`. Do not edit.

export const regions = [
  {
    "name": "message",
    "initial": 0,
    "leaves": [
      "waiting",
      "NONE.header",
      "NONE.control",
      "IN_MSG.header",
      "IN_MSG.control",
      "IN_MSG.payload",
      "closed"
    ]
  },
  {
    "name": "flow",
    "initial": 0,
    "leaves": [
      "flowing",
      "suspended",
      "closing",
      "draining"
    ]
  }
];

export function bind(guards, actions, effects) {
  const effect_beginControlFrame = effects.beginControlFrame;
  const effect_beginFrame = effects.beginFrame;
  const effect_beginMessage = effects.beginMessage;
  const effect_discardMessages = effects.discardMessages;
  const effect_endFrame = effects.endFrame;
  const effect_endMessage = effects.endMessage;
  const effect_frameData = effects.frameData;
  const effect_receiveClose = effects.receiveClose;
  const effect_receivePing = effects.receivePing;
  const effect_receivePong = effects.receivePong;
  const effect_refuse = effects.refuse;
  const effect_resumeReading = effects.resumeReading;
  const effect_stopReading = effects.stopReading;
  const effect_suspendReading = effects.suspendReading;
  const event_askToPong = actions.askToPong.tell.event;
  const event_failConnection = actions.failConnection.tell.event;
  const event_tellPeerClosed = actions.tellPeerClosed.tell.event;
  const event_tellPong = actions.tellPong.tell.event;
  const event_tellResumed = actions.tellResumed.tell.event;
  const event_tellSuspended = actions.tellSuspended.tell.event;
  const guard_answersLastPing = guards.answersLastPing.test;
  const guard_clientDidNotMask = guards.clientDidNotMask.test;
  const guard_closeCodeInvalid = guards.closeCodeInvalid.test;
  const guard_closeReasonNotUtf8 = guards.closeReasonNotUtf8.test;
  const guard_closeSizeIsOne = guards.closeSizeIsOne.test;
  const guard_controlFragmented = guards.controlFragmented.test;
  const guard_controlTooLong = guards.controlTooLong.test;
  const guard_firstFrameTooLarge = guards.firstFrameTooLarge.test;
  const guard_frameTooLarge = guards.frameTooLarge.test;
  const guard_frameUnderWay = guards.frameUnderWay.test;
  const guard_inflatesTooLarge = guards.inflatesTooLarge.test;
  const guard_isClose = guards.isClose.test;
  const guard_isContinuation = guards.isContinuation.test;
  const guard_isControl = guards.isControl.test;
  const guard_isPing = guards.isPing.test;
  const guard_isTextOrBinary = guards.isTextOrBinary.test;
  const guard_lengthNotMinimal = guards.lengthNotMinimal.test;
  const guard_lengthOverflows = guards.lengthOverflows.test;
  const guard_messageTooLarge = guards.messageTooLarge.test;
  const guard_messageUnderWay = guards.messageUnderWay.test;
  const guard_notInflatable = guards.notInflatable.test;
  const guard_opcodeReserved = guards.opcodeReserved.test;
  const guard_reservedBitSet = guards.reservedBitSet.test;
  const guard_serverDidMask = guards.serverDidMask.test;
  const guard_tooManyFragments = guards.tooManyFragments.test;
  const guard_utf8Incomplete = guards.utf8Incomplete.test;
  const guard_utf8Invalid = guards.utf8Invalid.test;
  const update_enterFrame = actions.enterFrame.write;
  const update_enterMessage = actions.enterMessage.write;
  const update_noteCompression = actions.noteCompression.write;
  const update_takePayload = actions.takePayload.write;
  const params0 = {"violation":"reserved-bits"};
  const params1 = {"violation":"bad-opcode"};
  const params2 = {"violation":"unmasked-client-frame"};
  const params3 = {"violation":"masked-server-frame"};
  const params4 = {"violation":"control-frame-fragmented"};
  const params5 = {"violation":"control-frame-too-long"};
  const params6 = {"violation":"bad-length"};
  const params7 = {"violation":"length-overflow"};
  const params8 = {"violation":"frame-too-large"};
  const params9 = {"violation":"unexpected-continuation"};
  const params10 = {"violation":"message-too-large"};
  const params11 = {"violation":"expected-continuation"};
  const params12 = {"violation":"too-many-fragments"};
  const params13 = {"violation":"bad-close-size"};
  const params14 = {"violation":"bad-close-code"};
  const params15 = {"violation":"bad-close-reason"};
  const params16 = {"violation":"bad-deflate"};
  const params17 = {"violation":"bad-utf8"};

  return class ReadLoopActor {
    constructor(system, context) {
      this.system = system;
      this.context = context;
      this.busy = false;
      this.posted = null;
      this.mailbox = null;
      this.message = 0;
      this.flow = 0;
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
        case 'OPENED':
          this.on_OPENED(event);
          return;
        case 'FRAME_HEADER':
          this.on_FRAME_HEADER(event);
          return;
        case 'CONTROL_FRAME':
          this.on_CONTROL_FRAME(event);
          return;
        case 'PAYLOAD':
          this.on_PAYLOAD(event);
          return;
        case 'PAUSE':
          this.on_PAUSE(event);
          return;
        case 'CLOSING':
          this.on_CLOSING(event);
          return;
        case 'RESUME':
          this.on_RESUME(event);
          return;
      }
    }

    on_STOP(event) {
      const { context, system } = this;
      switch (this.message) {
        case 0: // waiting
        case 1: // NONE.header
        case 2: // NONE.control
        case 3: // IN_MSG.header
        case 4: // IN_MSG.control
        case 5: // IN_MSG.payload
        {
          effect_stopReading(system.host, context, event);
          if (system.observer !== null) system.observer.transition('readLoop', 0, event);
          this.message = 6; // closed
          return;
        }
        case 6: // closed
        {
          if (system.observer !== null) system.observer.transition('readLoop', 50, event);
          return;
        }
      }
    }

    on_OPENED(event) {
      const { context, system } = this;
      switch (this.message) {
        case 0: // waiting
        {
          update_noteCompression(context, event);
          if (system.observer !== null) system.observer.transition('readLoop', 1, event);
          this.message = 1; // NONE.header
          return;
        }
      }
    }

    on_FRAME_HEADER(event) {
      const { context, system } = this;
      switch (this.message) {
        case 1: // NONE.header
        {
          if (guard_reservedBitSet(context, event)) {
            effect_refuse(system.host, context, event, params0);
            const told0 = event_failConnection(context, event, params0);
            effect_stopReading(system.host, context, event);
            if (system.observer !== null) system.observer.transition('readLoop', 2, event);
            this.message = 6; // closed
            if (system.observer !== null) system.observer.message?.('readLoop', 'closeHandshake', told0);
            system.closeHandshake.send(told0);
            return;
          }
          if (guard_opcodeReserved(context, event)) {
            effect_refuse(system.host, context, event, params1);
            const told1 = event_failConnection(context, event, params1);
            effect_stopReading(system.host, context, event);
            if (system.observer !== null) system.observer.transition('readLoop', 3, event);
            this.message = 6; // closed
            if (system.observer !== null) system.observer.message?.('readLoop', 'closeHandshake', told1);
            system.closeHandshake.send(told1);
            return;
          }
          if (guard_clientDidNotMask(context, event)) {
            effect_refuse(system.host, context, event, params2);
            const told2 = event_failConnection(context, event, params2);
            effect_stopReading(system.host, context, event);
            if (system.observer !== null) system.observer.transition('readLoop', 4, event);
            this.message = 6; // closed
            if (system.observer !== null) system.observer.message?.('readLoop', 'closeHandshake', told2);
            system.closeHandshake.send(told2);
            return;
          }
          if (guard_serverDidMask(context, event)) {
            effect_refuse(system.host, context, event, params3);
            const told3 = event_failConnection(context, event, params3);
            effect_stopReading(system.host, context, event);
            if (system.observer !== null) system.observer.transition('readLoop', 5, event);
            this.message = 6; // closed
            if (system.observer !== null) system.observer.message?.('readLoop', 'closeHandshake', told3);
            system.closeHandshake.send(told3);
            return;
          }
          if (guard_controlFragmented(context, event)) {
            effect_refuse(system.host, context, event, params4);
            const told4 = event_failConnection(context, event, params4);
            effect_stopReading(system.host, context, event);
            if (system.observer !== null) system.observer.transition('readLoop', 6, event);
            this.message = 6; // closed
            if (system.observer !== null) system.observer.message?.('readLoop', 'closeHandshake', told4);
            system.closeHandshake.send(told4);
            return;
          }
          if (guard_controlTooLong(context, event)) {
            effect_refuse(system.host, context, event, params5);
            const told5 = event_failConnection(context, event, params5);
            effect_stopReading(system.host, context, event);
            if (system.observer !== null) system.observer.transition('readLoop', 7, event);
            this.message = 6; // closed
            if (system.observer !== null) system.observer.message?.('readLoop', 'closeHandshake', told5);
            system.closeHandshake.send(told5);
            return;
          }
          if (guard_lengthNotMinimal(context, event)) {
            effect_refuse(system.host, context, event, params6);
            const told6 = event_failConnection(context, event, params6);
            effect_stopReading(system.host, context, event);
            if (system.observer !== null) system.observer.transition('readLoop', 8, event);
            this.message = 6; // closed
            if (system.observer !== null) system.observer.message?.('readLoop', 'closeHandshake', told6);
            system.closeHandshake.send(told6);
            return;
          }
          if (guard_lengthOverflows(context, event)) {
            effect_refuse(system.host, context, event, params7);
            const told7 = event_failConnection(context, event, params7);
            effect_stopReading(system.host, context, event);
            if (system.observer !== null) system.observer.transition('readLoop', 9, event);
            this.message = 6; // closed
            if (system.observer !== null) system.observer.message?.('readLoop', 'closeHandshake', told7);
            system.closeHandshake.send(told7);
            return;
          }
          if (guard_frameTooLarge(context, event)) {
            effect_refuse(system.host, context, event, params8);
            const told8 = event_failConnection(context, event, params8);
            effect_stopReading(system.host, context, event);
            if (system.observer !== null) system.observer.transition('readLoop', 10, event);
            this.message = 6; // closed
            if (system.observer !== null) system.observer.message?.('readLoop', 'closeHandshake', told8);
            system.closeHandshake.send(told8);
            return;
          }
          if (guard_isControl(context, event)) {
            effect_beginControlFrame(system.host, context, event);
            if (system.observer !== null) system.observer.transition('readLoop', 11, event);
            this.message = 2; // NONE.control
            return;
          }
          if (guard_isContinuation(context, event)) {
            effect_refuse(system.host, context, event, params9);
            const told9 = event_failConnection(context, event, params9);
            effect_stopReading(system.host, context, event);
            if (system.observer !== null) system.observer.transition('readLoop', 12, event);
            this.message = 6; // closed
            if (system.observer !== null) system.observer.message?.('readLoop', 'closeHandshake', told9);
            system.closeHandshake.send(told9);
            return;
          }
          if (guard_firstFrameTooLarge(context, event)) {
            effect_refuse(system.host, context, event, params10);
            const told10 = event_failConnection(context, event, params10);
            effect_stopReading(system.host, context, event);
            if (system.observer !== null) system.observer.transition('readLoop', 13, event);
            this.message = 6; // closed
            if (system.observer !== null) system.observer.message?.('readLoop', 'closeHandshake', told10);
            system.closeHandshake.send(told10);
            return;
          }
          update_enterMessage(context, event);
          update_enterFrame(context, event);
          effect_beginMessage(system.host, context, event);
          effect_beginFrame(system.host, context, event);
          if (system.observer !== null) system.observer.transition('readLoop', 14, event);
          this.message = 5; // IN_MSG.payload
          return;
        }
        case 3: // IN_MSG.header
        {
          if (guard_reservedBitSet(context, event)) {
            effect_refuse(system.host, context, event, params0);
            const told0 = event_failConnection(context, event, params0);
            effect_stopReading(system.host, context, event);
            if (system.observer !== null) system.observer.transition('readLoop', 22, event);
            this.message = 6; // closed
            if (system.observer !== null) system.observer.message?.('readLoop', 'closeHandshake', told0);
            system.closeHandshake.send(told0);
            return;
          }
          if (guard_opcodeReserved(context, event)) {
            effect_refuse(system.host, context, event, params1);
            const told1 = event_failConnection(context, event, params1);
            effect_stopReading(system.host, context, event);
            if (system.observer !== null) system.observer.transition('readLoop', 23, event);
            this.message = 6; // closed
            if (system.observer !== null) system.observer.message?.('readLoop', 'closeHandshake', told1);
            system.closeHandshake.send(told1);
            return;
          }
          if (guard_clientDidNotMask(context, event)) {
            effect_refuse(system.host, context, event, params2);
            const told2 = event_failConnection(context, event, params2);
            effect_stopReading(system.host, context, event);
            if (system.observer !== null) system.observer.transition('readLoop', 24, event);
            this.message = 6; // closed
            if (system.observer !== null) system.observer.message?.('readLoop', 'closeHandshake', told2);
            system.closeHandshake.send(told2);
            return;
          }
          if (guard_serverDidMask(context, event)) {
            effect_refuse(system.host, context, event, params3);
            const told3 = event_failConnection(context, event, params3);
            effect_stopReading(system.host, context, event);
            if (system.observer !== null) system.observer.transition('readLoop', 25, event);
            this.message = 6; // closed
            if (system.observer !== null) system.observer.message?.('readLoop', 'closeHandshake', told3);
            system.closeHandshake.send(told3);
            return;
          }
          if (guard_controlFragmented(context, event)) {
            effect_refuse(system.host, context, event, params4);
            const told4 = event_failConnection(context, event, params4);
            effect_stopReading(system.host, context, event);
            if (system.observer !== null) system.observer.transition('readLoop', 26, event);
            this.message = 6; // closed
            if (system.observer !== null) system.observer.message?.('readLoop', 'closeHandshake', told4);
            system.closeHandshake.send(told4);
            return;
          }
          if (guard_controlTooLong(context, event)) {
            effect_refuse(system.host, context, event, params5);
            const told5 = event_failConnection(context, event, params5);
            effect_stopReading(system.host, context, event);
            if (system.observer !== null) system.observer.transition('readLoop', 27, event);
            this.message = 6; // closed
            if (system.observer !== null) system.observer.message?.('readLoop', 'closeHandshake', told5);
            system.closeHandshake.send(told5);
            return;
          }
          if (guard_lengthNotMinimal(context, event)) {
            effect_refuse(system.host, context, event, params6);
            const told6 = event_failConnection(context, event, params6);
            effect_stopReading(system.host, context, event);
            if (system.observer !== null) system.observer.transition('readLoop', 28, event);
            this.message = 6; // closed
            if (system.observer !== null) system.observer.message?.('readLoop', 'closeHandshake', told6);
            system.closeHandshake.send(told6);
            return;
          }
          if (guard_lengthOverflows(context, event)) {
            effect_refuse(system.host, context, event, params7);
            const told7 = event_failConnection(context, event, params7);
            effect_stopReading(system.host, context, event);
            if (system.observer !== null) system.observer.transition('readLoop', 29, event);
            this.message = 6; // closed
            if (system.observer !== null) system.observer.message?.('readLoop', 'closeHandshake', told7);
            system.closeHandshake.send(told7);
            return;
          }
          if (guard_frameTooLarge(context, event)) {
            effect_refuse(system.host, context, event, params8);
            const told8 = event_failConnection(context, event, params8);
            effect_stopReading(system.host, context, event);
            if (system.observer !== null) system.observer.transition('readLoop', 30, event);
            this.message = 6; // closed
            if (system.observer !== null) system.observer.message?.('readLoop', 'closeHandshake', told8);
            system.closeHandshake.send(told8);
            return;
          }
          if (guard_isControl(context, event)) {
            effect_beginControlFrame(system.host, context, event);
            if (system.observer !== null) system.observer.transition('readLoop', 31, event);
            this.message = 4; // IN_MSG.control
            return;
          }
          if (guard_isTextOrBinary(context, event)) {
            effect_refuse(system.host, context, event, params11);
            const told9 = event_failConnection(context, event, params11);
            effect_stopReading(system.host, context, event);
            if (system.observer !== null) system.observer.transition('readLoop', 32, event);
            this.message = 6; // closed
            if (system.observer !== null) system.observer.message?.('readLoop', 'closeHandshake', told9);
            system.closeHandshake.send(told9);
            return;
          }
          if (guard_messageTooLarge(context, event)) {
            effect_refuse(system.host, context, event, params10);
            const told10 = event_failConnection(context, event, params10);
            effect_stopReading(system.host, context, event);
            if (system.observer !== null) system.observer.transition('readLoop', 33, event);
            this.message = 6; // closed
            if (system.observer !== null) system.observer.message?.('readLoop', 'closeHandshake', told10);
            system.closeHandshake.send(told10);
            return;
          }
          if (guard_tooManyFragments(context, event)) {
            effect_refuse(system.host, context, event, params12);
            const told11 = event_failConnection(context, event, params12);
            effect_stopReading(system.host, context, event);
            if (system.observer !== null) system.observer.transition('readLoop', 34, event);
            this.message = 6; // closed
            if (system.observer !== null) system.observer.message?.('readLoop', 'closeHandshake', told11);
            system.closeHandshake.send(told11);
            return;
          }
          update_enterFrame(context, event);
          effect_beginFrame(system.host, context, event);
          if (system.observer !== null) system.observer.transition('readLoop', 35, event);
          this.message = 5; // IN_MSG.payload
          return;
        }
      }
    }

    on_CONTROL_FRAME(event) {
      const { context, system } = this;
      switch (this.message) {
        case 2: // NONE.control
        {
          if (guard_closeSizeIsOne(context, event)) {
            effect_refuse(system.host, context, event, params13);
            const told0 = event_failConnection(context, event, params13);
            effect_stopReading(system.host, context, event);
            if (system.observer !== null) system.observer.transition('readLoop', 15, event);
            this.message = 6; // closed
            if (system.observer !== null) system.observer.message?.('readLoop', 'closeHandshake', told0);
            system.closeHandshake.send(told0);
            return;
          }
          if (guard_closeCodeInvalid(context, event)) {
            effect_refuse(system.host, context, event, params14);
            const told1 = event_failConnection(context, event, params14);
            effect_stopReading(system.host, context, event);
            if (system.observer !== null) system.observer.transition('readLoop', 16, event);
            this.message = 6; // closed
            if (system.observer !== null) system.observer.message?.('readLoop', 'closeHandshake', told1);
            system.closeHandshake.send(told1);
            return;
          }
          if (guard_closeReasonNotUtf8(context, event)) {
            effect_refuse(system.host, context, event, params15);
            const told2 = event_failConnection(context, event, params15);
            effect_stopReading(system.host, context, event);
            if (system.observer !== null) system.observer.transition('readLoop', 17, event);
            this.message = 6; // closed
            if (system.observer !== null) system.observer.message?.('readLoop', 'closeHandshake', told2);
            system.closeHandshake.send(told2);
            return;
          }
          if (guard_isClose(context, event)) {
            effect_receiveClose(system.host, context, event);
            const told3 = event_tellPeerClosed(context, event);
            effect_stopReading(system.host, context, event);
            if (system.observer !== null) system.observer.transition('readLoop', 18, event);
            this.message = 6; // closed
            if (system.observer !== null) system.observer.message?.('readLoop', 'closeHandshake', told3);
            system.closeHandshake.send(told3);
            return;
          }
          if (guard_isPing(context, event)) {
            effect_receivePing(system.host, context, event);
            if (system.observer !== null) system.observer.transition('readLoop', 19, event);
            this.message = 1; // NONE.header
            if (system.observer !== null) system.observer.message?.('readLoop', 'writeTurn', event_askToPong);
            system.writeTurn.send(event_askToPong);
            return;
          }
          if (guard_answersLastPing(context, event)) {
            effect_receivePong(system.host, context, event);
            if (system.observer !== null) system.observer.transition('readLoop', 20, event);
            this.message = 1; // NONE.header
            if (system.observer !== null) system.observer.message?.('readLoop', 'keepAlive', event_tellPong);
            system.keepAlive.send(event_tellPong);
            return;
          }
          effect_receivePong(system.host, context, event);
          if (system.observer !== null) system.observer.transition('readLoop', 21, event);
          this.message = 1; // NONE.header
          return;
        }
        case 4: // IN_MSG.control
        {
          if (guard_closeSizeIsOne(context, event)) {
            effect_refuse(system.host, context, event, params13);
            const told0 = event_failConnection(context, event, params13);
            effect_stopReading(system.host, context, event);
            if (system.observer !== null) system.observer.transition('readLoop', 36, event);
            this.message = 6; // closed
            if (system.observer !== null) system.observer.message?.('readLoop', 'closeHandshake', told0);
            system.closeHandshake.send(told0);
            return;
          }
          if (guard_closeCodeInvalid(context, event)) {
            effect_refuse(system.host, context, event, params14);
            const told1 = event_failConnection(context, event, params14);
            effect_stopReading(system.host, context, event);
            if (system.observer !== null) system.observer.transition('readLoop', 37, event);
            this.message = 6; // closed
            if (system.observer !== null) system.observer.message?.('readLoop', 'closeHandshake', told1);
            system.closeHandshake.send(told1);
            return;
          }
          if (guard_closeReasonNotUtf8(context, event)) {
            effect_refuse(system.host, context, event, params15);
            const told2 = event_failConnection(context, event, params15);
            effect_stopReading(system.host, context, event);
            if (system.observer !== null) system.observer.transition('readLoop', 38, event);
            this.message = 6; // closed
            if (system.observer !== null) system.observer.message?.('readLoop', 'closeHandshake', told2);
            system.closeHandshake.send(told2);
            return;
          }
          if (guard_isClose(context, event)) {
            effect_receiveClose(system.host, context, event);
            const told3 = event_tellPeerClosed(context, event);
            effect_stopReading(system.host, context, event);
            if (system.observer !== null) system.observer.transition('readLoop', 39, event);
            this.message = 6; // closed
            if (system.observer !== null) system.observer.message?.('readLoop', 'closeHandshake', told3);
            system.closeHandshake.send(told3);
            return;
          }
          if (guard_isPing(context, event)) {
            effect_receivePing(system.host, context, event);
            if (system.observer !== null) system.observer.transition('readLoop', 40, event);
            this.message = 3; // IN_MSG.header
            if (system.observer !== null) system.observer.message?.('readLoop', 'writeTurn', event_askToPong);
            system.writeTurn.send(event_askToPong);
            return;
          }
          if (guard_answersLastPing(context, event)) {
            effect_receivePong(system.host, context, event);
            if (system.observer !== null) system.observer.transition('readLoop', 41, event);
            this.message = 3; // IN_MSG.header
            if (system.observer !== null) system.observer.message?.('readLoop', 'keepAlive', event_tellPong);
            system.keepAlive.send(event_tellPong);
            return;
          }
          effect_receivePong(system.host, context, event);
          if (system.observer !== null) system.observer.transition('readLoop', 42, event);
          this.message = 3; // IN_MSG.header
          return;
        }
      }
    }

    on_PAYLOAD(event) {
      const { context, system } = this;
      switch (this.message) {
        case 5: // IN_MSG.payload
        {
          if (guard_notInflatable(context, event)) {
            effect_refuse(system.host, context, event, params16);
            const told0 = event_failConnection(context, event, params16);
            effect_stopReading(system.host, context, event);
            if (system.observer !== null) system.observer.transition('readLoop', 43, event);
            this.message = 6; // closed
            if (system.observer !== null) system.observer.message?.('readLoop', 'closeHandshake', told0);
            system.closeHandshake.send(told0);
            return;
          }
          if (guard_inflatesTooLarge(context, event)) {
            effect_refuse(system.host, context, event, params10);
            const told1 = event_failConnection(context, event, params10);
            effect_stopReading(system.host, context, event);
            if (system.observer !== null) system.observer.transition('readLoop', 44, event);
            this.message = 6; // closed
            if (system.observer !== null) system.observer.message?.('readLoop', 'closeHandshake', told1);
            system.closeHandshake.send(told1);
            return;
          }
          if (guard_utf8Invalid(context, event)) {
            effect_refuse(system.host, context, event, params17);
            const told2 = event_failConnection(context, event, params17);
            effect_stopReading(system.host, context, event);
            if (system.observer !== null) system.observer.transition('readLoop', 45, event);
            this.message = 6; // closed
            if (system.observer !== null) system.observer.message?.('readLoop', 'closeHandshake', told2);
            system.closeHandshake.send(told2);
            return;
          }
          if (guard_frameUnderWay(context, event)) {
            update_takePayload(context, event);
            effect_frameData(system.host, context, event);
            if (system.observer !== null) system.observer.transition('readLoop', 46, event);
            return;
          }
          if (guard_messageUnderWay(context, event)) {
            update_takePayload(context, event);
            effect_frameData(system.host, context, event);
            effect_endFrame(system.host, context, event);
            if (system.observer !== null) system.observer.transition('readLoop', 47, event);
            this.message = 3; // IN_MSG.header
            return;
          }
          if (guard_utf8Incomplete(context, event)) {
            effect_refuse(system.host, context, event, params17);
            const told3 = event_failConnection(context, event, params17);
            effect_stopReading(system.host, context, event);
            if (system.observer !== null) system.observer.transition('readLoop', 48, event);
            this.message = 6; // closed
            if (system.observer !== null) system.observer.message?.('readLoop', 'closeHandshake', told3);
            system.closeHandshake.send(told3);
            return;
          }
          update_takePayload(context, event);
          effect_frameData(system.host, context, event);
          effect_endFrame(system.host, context, event);
          effect_endMessage(system.host, context, event);
          if (system.observer !== null) system.observer.transition('readLoop', 49, event);
          this.message = 1; // NONE.header
          return;
        }
      }
    }

    on_PAUSE(event) {
      const { context, system } = this;
      switch (this.flow) {
        case 0: // flowing
        {
          effect_suspendReading(system.host, context, event);
          if (system.observer !== null) system.observer.transition('readLoop', 51, event);
          this.flow = 1; // suspended
          if (system.observer !== null) system.observer.message?.('readLoop', 'keepAlive', event_tellSuspended);
          system.keepAlive.send(event_tellSuspended);
          return;
        }
        case 2: // closing
        {
          effect_discardMessages(system.host, context, event);
          if (system.observer !== null) system.observer.transition('readLoop', 55, event);
          this.flow = 3; // draining
          return;
        }
      }
    }

    on_CLOSING(event) {
      const { context, system } = this;
      switch (this.flow) {
        case 0: // flowing
        {
          if (system.observer !== null) system.observer.transition('readLoop', 52, event);
          this.flow = 2; // closing
          return;
        }
        case 1: // suspended
        {
          effect_resumeReading(system.host, context, event);
          effect_discardMessages(system.host, context, event);
          if (system.observer !== null) system.observer.transition('readLoop', 54, event);
          this.flow = 3; // draining
          if (system.observer !== null) system.observer.message?.('readLoop', 'keepAlive', event_tellResumed);
          system.keepAlive.send(event_tellResumed);
          return;
        }
      }
    }

    on_RESUME(event) {
      const { context, system } = this;
      switch (this.flow) {
        case 1: // suspended
        {
          effect_resumeReading(system.host, context, event);
          if (system.observer !== null) system.observer.transition('readLoop', 53, event);
          this.flow = 0; // flowing
          if (system.observer !== null) system.observer.message?.('readLoop', 'keepAlive', event_tellResumed);
          system.keepAlive.send(event_tellResumed);
          return;
        }
      }
    }
  };
}
