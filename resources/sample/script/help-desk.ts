import { Random } from './random.ts';
import { csvFile, padded, type SampleFile } from './sample-file.ts';

type Words = readonly [string, ...string[]];

const topics = {
  delivery: {
    things: ['parcel', 'order', 'package', 'shipment', 'box', 'delivery'],
    troubles: [
      'has not arrived',
      'went to a neighbour',
      'is stuck in the depot',
      'came without its lid',
      'is late again',
    ],
    wishes: ['find out where it is', 'send it once more', 'change the address', 'tell the driver to ring'],
  },
  billing: {
    things: ['invoice', 'refund', 'payment', 'charge', 'receipt', 'bill'],
    troubles: [
      'was taken twice',
      'shows the wrong sum',
      'is still missing',
      'names another customer',
      'has the old address',
    ],
    wishes: ['correct the amount', 'pay it back', 'send a new copy', 'split it into two parts'],
  },
  account: {
    things: ['password', 'login', 'profile', 'account', 'user name', 'second key'],
    troubles: [
      'is locked',
      'does not work any more',
      'was reset without reason',
      'shows another name',
      'asks for a code',
    ],
    wishes: ['unlock it', 'send a fresh link', 'delete the old one', 'change the mail address'],
  },
  product: {
    things: ['lamp', 'kettle', 'screen', 'heater', 'speaker', 'drill'],
    troubles: [
      'does not switch on',
      'makes a strange noise',
      'smells of smoke',
      'broke after a week',
      'lost its colour',
    ],
    wishes: ['repair it', 'send a spare part', 'explain the manual', 'take it back'],
  },
} as const satisfies Record<string, Readonly<Record<'things' | 'troubles' | 'wishes', Words>>>;

const tones = {
  friendly: {
    greetings: ['Hello dear team,', 'Good morning,', 'Hi all,', 'Dear friends,'],
    asks: ['would you kindly', 'could you please', 'it would be lovely if you could', 'may I ask you to'],
    ends: ['Many thanks!', 'Have a nice day.', 'Thank you for your help.', 'Warm wishes.'],
  },
  plain: {
    greetings: ['To the service:', 'Regarding my case:', 'Information:', 'Message from a customer:'],
    asks: ['I ask you to', 'it is necessary to', 'the request is to', 'you are to'],
    ends: ['Regards.', 'Reply by mail.', 'End of message.', 'See the number above.'],
  },
  angry: {
    greetings: ['This is a joke.', 'Unbelievable.', 'I am fed up.', 'What a mess.'],
    asks: ['you had better', 'for heaven\u2019s sake', 'do your job and', 'stop the excuses and'],
    ends: ['Never again!', 'I will tell everyone.', 'A disgrace.', 'Last chance.'],
  },
} as const satisfies Record<string, Readonly<Record<'greetings' | 'asks' | 'ends', Words>>>;

const hurries = {
  yes: ['today', 'at once', 'before noon', 'immediately', 'within the hour', 'right now'],
  no: ['some day', 'when there is time', 'next month', 'at leisure', 'no hurry', 'in the coming weeks'],
} as const satisfies Record<string, Words>;

const fillers = [
  'as I wrote',
  'it seems',
  'since yesterday',
  'by the way',
  'as far as I know',
  'according to my notes',
  'once more',
] as const;

/** This share of the phrases is drawn from any list, so that no label can be read off without fail. */
const strayShare = 0.08;

/**
 * 900 messages to a help desk from a small grammar, all different: the topic chooses things, troubles and wishes, the tone
 * greeting, request and end, the urgency when it shall be done. Of a hundred phrases eight are drawn from any list. Each message
 * has all labels; one twentieth of the labels of each task was lost.
 */
export function makeHelpDesk(): SampleFile {
  const random = new Random(20260305);
  const topicNames = Object.keys(topics) as [keyof typeof topics, ...(keyof typeof topics)[]];
  const toneNames = Object.keys(tones) as [keyof typeof tones, ...(keyof typeof tones)[]];
  const stray = <Name>(own: Name, names: readonly [Name, ...Name[]]): Name =>
    random.uniform() < strayShare ? random.pick(names) : own;
  const seen = new Set<string>();
  const rows: string[][] = [];
  while (rows.length < 900) {
    const topic = random.pick(topicNames);
    const tone = random.pick(toneNames);
    const urgent = random.uniform() < 0.35 ? 'yes' : 'no';
    const thing = random.pick(topics[stray(topic, topicNames)].things);
    const trouble = random.pick(topics[stray(topic, topicNames)].troubles);
    const wish = random.pick(topics[stray(topic, topicNames)].wishes);
    const hurry = random.pick(hurries[stray<'yes' | 'no'>(urgent, ['yes', 'no'])]);
    const greeting = random.pick(tones[stray(tone, toneNames)].greetings);
    const ask = random.pick(tones[stray(tone, toneNames)].asks);
    const end = random.pick(tones[stray(tone, toneNames)].ends);
    const filler = random.uniform() < 0.6 ? ` ${random.pick(fillers)}` : '';
    const message = `${greeting} my ${thing}${filler} ${trouble}, ${ask} ${wish}, ${hurry}. ${end}`;
    if (seen.has(message)) continue;
    seen.add(message);
    const labels = [topic, urgent, tone].map((label) => (random.uniform() < 0.05 ? '' : label));
    rows.push([`M${padded(rows.length + 1, 4)}`, message, ...labels]);
  }
  return csvFile('help-desk/help-desk.csv', ['id', 'message', 'topic', 'urgent', 'tone'], rows);
}
