import { defaultPayloadConverter, type Payload, type PayloadConverter } from '@temporalio/common';

/**
 * How workflows read what comes to them from outside, and write what they say. It never throws on what it cannot read: a signal with bytes
 * that are no JSON, or with an encoding that nobody here knows, would else fail the workflow task for ever, silently. Such a payload becomes
 * `{undecodable: why}`, which no handler takes for anything: it is refused as malformed, like the rest that strangers send.
 */
export const payloadConverter: PayloadConverter = {
  toPayload: (value) => defaultPayloadConverter.toPayload(value),
  fromPayload: <T>(payload: Payload): T => {
    try {
      return defaultPayloadConverter.fromPayload<T>(payload);
    } catch (err) {
      return { undecodable: String(err) } as T;
    }
  },
};
