// writeLoop, compiled from its statechart by `npm run generate`. Do not edit.

export const regions = [
  {
    "name": "state",
    "initial": 0,
    "leaves": [
      "NONE",
      "MSG_BEGIN",
      "IN_MSG.betweenFrames",
      "IN_MSG.inFrame",
      "closed"
    ]
  }
];

export function bind(guards, actions, effects) {
  const effect_beginMessage = effects.beginMessage;
  const effect_refuseWrite = effects.refuseWrite;
  const effect_writeFrame = effects.writeFrame;
  const effect_writeFrameData = effects.writeFrameData;
  const effect_writeFrameHeader = effects.writeFrameHeader;
  const effect_writeLastFrame = effects.writeLastFrame;
  const effect_writeMessage = effects.writeMessage;
  const event_abortConnection = actions.abortConnection.tell.event;
  const event_release = actions.release.tell.event;
  const guard_exceedsFrame = guards.exceedsFrame.test;
  const guard_frameUnderWay = guards.frameUnderWay.test;
  const guard_isCompressed = guards.isCompressed.test;
  const guard_isFinal = guards.isFinal.test;
  const guard_messageUnderWay = guards.messageUnderWay.test;
  const update_declareFrame = actions.declareFrame.write;
  const update_markFirst = actions.markFirst.write;
  const update_takeData = actions.takeData.write;
  const update_unmark = actions.unmark.write;
  const params0 = {"rsv1":true};
  const params1 = {"rsv1":false};
  const params2 = {"reason":"message-under-way"};
  const params3 = {"reason":"frame-under-way"};
  const params4 = {"reason":"closing"};
  const params5 = {"reason":"no-message"};
  const params6 = {"first":true};
  const params7 = {"first":false};
  const params8 = {"reason":"no-frame"};
  const params9 = {"reason":"frame-size-mismatch"};

  return class WriteLoopActor {
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
        case 'SEND_MSG':
          this.on_SEND_MSG(event);
          return;
        case 'BEGIN_MSG':
          this.on_BEGIN_MSG(event);
          return;
        case 'SEND_FRAME':
          this.on_SEND_FRAME(event);
          return;
        case 'BEGIN_FRAME':
          this.on_BEGIN_FRAME(event);
          return;
        case 'END_MSG':
          this.on_END_MSG(event);
          return;
        case 'FRAME_DATA':
          this.on_FRAME_DATA(event);
          return;
        case 'END_FRAME':
          this.on_END_FRAME(event);
          return;
      }
    }

    on_STOP(event) {
      const { context, system } = this;
      switch (this.state) {
        case 0: // NONE
        case 1: // MSG_BEGIN
        case 2: // IN_MSG.betweenFrames
        case 3: // IN_MSG.inFrame
        {
          if (system.observer !== null) system.observer.transition('writeLoop', 0, event);
          this.state = 4; // closed
          return;
        }
        case 4: // closed
        {
          if (system.observer !== null) system.observer.transition('writeLoop', 0, event);
          return;
        }
      }
    }

    on_SEND_MSG(event) {
      const { context, system } = this;
      switch (this.state) {
        case 0: // NONE
        {
          if (guard_isCompressed(context, event)) {
            effect_writeMessage(system.host, context, event, params0);
            if (system.observer !== null) system.observer.transition('writeLoop', 1, event);
            if (system.observer !== null) system.observer.message?.('writeLoop', 'writeTurn', event_release);
            system.writeTurn.send(event_release);
            return;
          }
          effect_writeMessage(system.host, context, event, params1);
          if (system.observer !== null) system.observer.transition('writeLoop', 2, event);
          if (system.observer !== null) system.observer.message?.('writeLoop', 'writeTurn', event_release);
          system.writeTurn.send(event_release);
          return;
        }
        case 1: // MSG_BEGIN
        {
          effect_refuseWrite(system.host, context, event, params2);
          if (system.observer !== null) system.observer.transition('writeLoop', 13, event);
          if (system.observer !== null) system.observer.message?.('writeLoop', 'writeTurn', event_release);
          system.writeTurn.send(event_release);
          return;
        }
        case 2: // IN_MSG.betweenFrames
        {
          effect_refuseWrite(system.host, context, event, params2);
          if (system.observer !== null) system.observer.transition('writeLoop', 22, event);
          if (system.observer !== null) system.observer.message?.('writeLoop', 'writeTurn', event_release);
          system.writeTurn.send(event_release);
          return;
        }
        case 3: // IN_MSG.inFrame
        {
          effect_refuseWrite(system.host, context, event, params3);
          if (system.observer !== null) system.observer.transition('writeLoop', 30, event);
          return;
        }
        case 4: // closed
        {
          effect_refuseWrite(system.host, context, event, params4);
          if (system.observer !== null) system.observer.transition('writeLoop', 34, event);
          if (system.observer !== null) system.observer.message?.('writeLoop', 'writeTurn', event_release);
          system.writeTurn.send(event_release);
          return;
        }
      }
    }

    on_BEGIN_MSG(event) {
      const { context, system } = this;
      switch (this.state) {
        case 0: // NONE
        {
          update_markFirst(context, event);
          effect_beginMessage(system.host, context, event);
          if (system.observer !== null) system.observer.transition('writeLoop', 3, event);
          this.state = 1; // MSG_BEGIN
          return;
        }
        case 1: // MSG_BEGIN
        {
          effect_refuseWrite(system.host, context, event, params2);
          if (system.observer !== null) system.observer.transition('writeLoop', 14, event);
          return;
        }
        case 2: // IN_MSG.betweenFrames
        case 3: // IN_MSG.inFrame
        {
          effect_refuseWrite(system.host, context, event, params2);
          if (system.observer !== null) system.observer.transition('writeLoop', 17, event);
          return;
        }
        case 4: // closed
        {
          effect_refuseWrite(system.host, context, event, params4);
          if (system.observer !== null) system.observer.transition('writeLoop', 35, event);
          return;
        }
      }
    }

    on_SEND_FRAME(event) {
      const { context, system } = this;
      switch (this.state) {
        case 0: // NONE
        {
          effect_refuseWrite(system.host, context, event, params5);
          if (system.observer !== null) system.observer.transition('writeLoop', 4, event);
          if (system.observer !== null) system.observer.message?.('writeLoop', 'writeTurn', event_release);
          system.writeTurn.send(event_release);
          return;
        }
        case 1: // MSG_BEGIN
        {
          if (guard_isFinal(context, event)) {
            effect_writeFrame(system.host, context, event, params6);
            update_unmark(context, event);
            if (system.observer !== null) system.observer.transition('writeLoop', 9, event);
            this.state = 0; // NONE
            if (system.observer !== null) system.observer.message?.('writeLoop', 'writeTurn', event_release);
            system.writeTurn.send(event_release);
            return;
          }
          effect_writeFrame(system.host, context, event, params6);
          update_unmark(context, event);
          if (system.observer !== null) system.observer.transition('writeLoop', 10, event);
          this.state = 2; // IN_MSG.betweenFrames
          if (system.observer !== null) system.observer.message?.('writeLoop', 'writeTurn', event_release);
          system.writeTurn.send(event_release);
          return;
        }
        case 2: // IN_MSG.betweenFrames
        {
          if (guard_isFinal(context, event)) {
            effect_writeFrame(system.host, context, event, params7);
            if (system.observer !== null) system.observer.transition('writeLoop', 18, event);
            this.state = 0; // NONE
            if (system.observer !== null) system.observer.message?.('writeLoop', 'writeTurn', event_release);
            system.writeTurn.send(event_release);
            return;
          }
          effect_writeFrame(system.host, context, event, params7);
          if (system.observer !== null) system.observer.transition('writeLoop', 19, event);
          if (system.observer !== null) system.observer.message?.('writeLoop', 'writeTurn', event_release);
          system.writeTurn.send(event_release);
          return;
        }
        case 3: // IN_MSG.inFrame
        {
          effect_refuseWrite(system.host, context, event, params3);
          if (system.observer !== null) system.observer.transition('writeLoop', 31, event);
          return;
        }
        case 4: // closed
        {
          effect_refuseWrite(system.host, context, event, params4);
          if (system.observer !== null) system.observer.transition('writeLoop', 36, event);
          if (system.observer !== null) system.observer.message?.('writeLoop', 'writeTurn', event_release);
          system.writeTurn.send(event_release);
          return;
        }
      }
    }

    on_BEGIN_FRAME(event) {
      const { context, system } = this;
      switch (this.state) {
        case 0: // NONE
        {
          effect_refuseWrite(system.host, context, event, params5);
          if (system.observer !== null) system.observer.transition('writeLoop', 5, event);
          if (system.observer !== null) system.observer.message?.('writeLoop', 'writeTurn', event_release);
          system.writeTurn.send(event_release);
          return;
        }
        case 1: // MSG_BEGIN
        {
          update_declareFrame(context, event);
          effect_writeFrameHeader(system.host, context, event, params6);
          update_unmark(context, event);
          if (system.observer !== null) system.observer.transition('writeLoop', 11, event);
          this.state = 3; // IN_MSG.inFrame
          return;
        }
        case 2: // IN_MSG.betweenFrames
        {
          update_declareFrame(context, event);
          effect_writeFrameHeader(system.host, context, event, params7);
          if (system.observer !== null) system.observer.transition('writeLoop', 20, event);
          this.state = 3; // IN_MSG.inFrame
          return;
        }
        case 3: // IN_MSG.inFrame
        {
          effect_refuseWrite(system.host, context, event, params3);
          if (system.observer !== null) system.observer.transition('writeLoop', 32, event);
          return;
        }
        case 4: // closed
        {
          effect_refuseWrite(system.host, context, event, params4);
          if (system.observer !== null) system.observer.transition('writeLoop', 37, event);
          if (system.observer !== null) system.observer.message?.('writeLoop', 'writeTurn', event_release);
          system.writeTurn.send(event_release);
          return;
        }
      }
    }

    on_END_MSG(event) {
      const { context, system } = this;
      switch (this.state) {
        case 0: // NONE
        {
          effect_refuseWrite(system.host, context, event, params5);
          if (system.observer !== null) system.observer.transition('writeLoop', 6, event);
          if (system.observer !== null) system.observer.message?.('writeLoop', 'writeTurn', event_release);
          system.writeTurn.send(event_release);
          return;
        }
        case 1: // MSG_BEGIN
        {
          effect_writeLastFrame(system.host, context, event, params6);
          update_unmark(context, event);
          if (system.observer !== null) system.observer.transition('writeLoop', 12, event);
          this.state = 0; // NONE
          if (system.observer !== null) system.observer.message?.('writeLoop', 'writeTurn', event_release);
          system.writeTurn.send(event_release);
          return;
        }
        case 2: // IN_MSG.betweenFrames
        {
          effect_writeLastFrame(system.host, context, event, params7);
          if (system.observer !== null) system.observer.transition('writeLoop', 21, event);
          this.state = 0; // NONE
          if (system.observer !== null) system.observer.message?.('writeLoop', 'writeTurn', event_release);
          system.writeTurn.send(event_release);
          return;
        }
        case 3: // IN_MSG.inFrame
        {
          effect_refuseWrite(system.host, context, event, params3);
          if (system.observer !== null) system.observer.transition('writeLoop', 33, event);
          return;
        }
        case 4: // closed
        {
          effect_refuseWrite(system.host, context, event, params4);
          if (system.observer !== null) system.observer.transition('writeLoop', 38, event);
          if (system.observer !== null) system.observer.message?.('writeLoop', 'writeTurn', event_release);
          system.writeTurn.send(event_release);
          return;
        }
      }
    }

    on_FRAME_DATA(event) {
      const { context, system } = this;
      switch (this.state) {
        case 0: // NONE
        {
          effect_refuseWrite(system.host, context, event, params8);
          if (system.observer !== null) system.observer.transition('writeLoop', 7, event);
          return;
        }
        case 1: // MSG_BEGIN
        {
          effect_refuseWrite(system.host, context, event, params8);
          if (system.observer !== null) system.observer.transition('writeLoop', 15, event);
          return;
        }
        case 2: // IN_MSG.betweenFrames
        {
          effect_refuseWrite(system.host, context, event, params8);
          if (system.observer !== null) system.observer.transition('writeLoop', 23, event);
          return;
        }
        case 3: // IN_MSG.inFrame
        {
          if (guard_exceedsFrame(context, event)) {
            effect_refuseWrite(system.host, context, event, params9);
            if (system.observer !== null) system.observer.transition('writeLoop', 25, event);
            this.state = 4; // closed
            if (system.observer !== null) system.observer.message?.('writeLoop', 'closeHandshake', event_abortConnection);
            system.closeHandshake.send(event_abortConnection);
            return;
          }
          if (guard_frameUnderWay(context, event)) {
            update_takeData(context, event);
            effect_writeFrameData(system.host, context, event);
            if (system.observer !== null) system.observer.transition('writeLoop', 26, event);
            return;
          }
          if (guard_messageUnderWay(context, event)) {
            update_takeData(context, event);
            effect_writeFrameData(system.host, context, event);
            if (system.observer !== null) system.observer.transition('writeLoop', 27, event);
            this.state = 2; // IN_MSG.betweenFrames
            if (system.observer !== null) system.observer.message?.('writeLoop', 'writeTurn', event_release);
            system.writeTurn.send(event_release);
            return;
          }
          update_takeData(context, event);
          effect_writeFrameData(system.host, context, event);
          if (system.observer !== null) system.observer.transition('writeLoop', 28, event);
          this.state = 0; // NONE
          if (system.observer !== null) system.observer.message?.('writeLoop', 'writeTurn', event_release);
          system.writeTurn.send(event_release);
          return;
        }
        case 4: // closed
        {
          effect_refuseWrite(system.host, context, event, params4);
          if (system.observer !== null) system.observer.transition('writeLoop', 39, event);
          return;
        }
      }
    }

    on_END_FRAME(event) {
      const { context, system } = this;
      switch (this.state) {
        case 0: // NONE
        {
          effect_refuseWrite(system.host, context, event, params8);
          if (system.observer !== null) system.observer.transition('writeLoop', 8, event);
          return;
        }
        case 1: // MSG_BEGIN
        {
          effect_refuseWrite(system.host, context, event, params8);
          if (system.observer !== null) system.observer.transition('writeLoop', 16, event);
          return;
        }
        case 2: // IN_MSG.betweenFrames
        {
          effect_refuseWrite(system.host, context, event, params8);
          if (system.observer !== null) system.observer.transition('writeLoop', 24, event);
          return;
        }
        case 3: // IN_MSG.inFrame
        {
          effect_refuseWrite(system.host, context, event, params9);
          if (system.observer !== null) system.observer.transition('writeLoop', 29, event);
          this.state = 4; // closed
          if (system.observer !== null) system.observer.message?.('writeLoop', 'closeHandshake', event_abortConnection);
          system.closeHandshake.send(event_abortConnection);
          return;
        }
        case 4: // closed
        {
          effect_refuseWrite(system.host, context, event, params4);
          if (system.observer !== null) system.observer.transition('writeLoop', 40, event);
          return;
        }
      }
    }
  };
}
