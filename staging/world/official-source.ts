import { z } from 'zod';
import type { Place } from './world.ts';

/** The official truth of one channel: what every reader's answers must agree with. `as_of` never enters a rule. */
export const officialSourceSchema = z.object({
  tenant: z.string(),
  channel: z.string(),
  authority: z.string(),
  rules: z.array(z.object({ rule_id: z.string(), title: z.string(), answer: z.string(), terms: z.array(z.string()).min(1) })).min(1),
});
export type OfficialSource = z.infer<typeof officialSourceSchema>;

const money = (country: string | null): string => (country === 'nz' ? 'NZD' : 'AUD');

/** The truth as the world begins. It differs between localities, so that one channel's pack cannot pass for another's. */
export function firstTruth({ tenant, name, country }: Place): OfficialSource {
  // A number of the place's own: readers in Auckland must never be told what holds in Sydney.
  const place = [...`${tenant}/${name}`].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
  const fine = (base: number): string => `${base + (place % 40) * 5} ${money(country)}`;
  return {
    tenant,
    channel: name,
    authority: `Gazette of ${name}`,
    rules: [
      {
        rule_id: 'bins-out',
        title: 'Putting bins out',
        answer: `After ${16 + (place % 4)}:00 on the evening before collection.`,
        terms: ['bins', 'bin', 'rubbish', 'collection'],
      },
      {
        rule_id: 'dog-on-leash',
        title: 'Dogs on leash',
        answer: `On a leash in every public place; the fine is ${fine(150)}.`,
        terms: ['dog', 'dogs', 'leash'],
      },
      {
        rule_id: 'outdoor-fire',
        title: 'Outdoor fires',
        answer: `Never on a total fire ban day; the fine is ${fine(800)}.`,
        terms: ['fire', 'burn', 'burning off'],
      },
      {
        rule_id: 'street-parking',
        title: 'Street parking',
        answer: `Up to ${1 + (place % 3)} h unless signed otherwise; the fine is ${fine(90)}.`,
        terms: ['parking', 'park', 'car'],
      },
    ],
  };
}
