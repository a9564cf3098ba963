import { expect, test } from '@jest/globals';
import { gatewayLog } from '../../gateway/log.ts';

test('only allow-listed fields reach the log, whoever passes which', () => {
  const lines: string[] = [];
  const log = gatewayLog({ write: (line) => void lines.push(line) });
  log.info(
    { route: '/incidents', status: 200, headers: { authorization: 'Bearer secret' }, body: 'secret', err: new Error('secret') },
    'answered',
  );
  expect(JSON.parse(lines[0]!)).toEqual({
    level: 30,
    time: expect.any(String),
    part: 'gateway',
    route: '/incidents',
    status: 200,
    msg: 'answered',
  });
});
