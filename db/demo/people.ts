// Who the customers are, apart from what they buy.
//
// Nine in ten are women and the median age is about 33, as one expects at a beauty counter. The gaps are meant: a house
// that has run on paper cards knows three birthdays in four, one e-mail address in five and an openid for those who came
// through the mini-program, and the pages that show completeness need something to show. Addresses end in example.com
// (reserved by RFC 2606); an openid has the length of a real one and says DEMO in it.

import type { Random } from '#analytics/random.ts';
import { at, happens, pickWeighted, wholeBetween } from './chance.ts';
import { localDay } from './calendar.ts';
import { companyName, personName } from './names.ts';
import { phoneOf } from './phones.ts';
import { HOME_STORES, HOME_STORE_WEIGHTS } from './stores.ts';
import type { DemoCustomer, DemoImportantDate, DemoSource } from './records.ts';

export interface Arrival {
  index: number;
  kind: 'person' | 'company';
  source: DemoSource;
  createdAt: Date;
}

export type Profile = Omit<DemoCustomer, 'externalId' | 'email'> & { givesEmail: boolean };

const AGES = [18, 24, 28, 32, 37, 43, 50, 60];
const AGE_WEIGHTS = [0.09, 0.2, 0.24, 0.2, 0.14, 0.09, 0.04];

const OPENID_LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-';

// Most live in the city of their shop; the others look in when they pass.
const LIVES_ELSEWHERE = 0.07;
const OTHER_CITIES = ['上海', '杭州', '苏州', '南京', '宁波', '无锡', '绍兴', '嘉兴', '常州', '南通'];

export function profileOf(random: Random, arrival: Arrival, seed: number): Profile {
  const store = pickWeighted(random, HOME_STORES, HOME_STORE_WEIGHTS);
  const city = happens(random, LIVES_ELSEWHERE) ? at(OTHER_CITIES, wholeBetween(random, 0, 9)) : store.city;
  const contact = {
    phone: phoneOf(arrival.index, seed),
    city,
    homeStoreCode: store.code,
    source: arrival.source,
    createdAt: arrival.createdAt,
  };
  return arrival.kind === 'company' ? company(random, arrival, contact) : person(random, arrival, contact);
}

type Contact = Pick<Profile, 'phone' | 'city' | 'homeStoreCode' | 'source' | 'createdAt'>;

function company(random: Random, arrival: Arrival, contact: Contact): Profile {
  const name = companyName(random, contact.city, (arrival.index % 999) + 1);
  return {
    ...contact,
    kind: 'company',
    name,
    gender: null,
    birthday: null,
    importantDates: [],
    wechatOpenId: null,
    givesEmail: true,
  };
}

function person(random: Random, arrival: Arrival, contact: Contact): Profile {
  const gender = happens(random, 0.1) ? 'male' : 'female';
  const age = ageInYears(random);
  const online = arrival.source === 'mini_program' || happens(random, 0.3);
  return {
    ...contact,
    kind: 'person',
    name: personName(random, gender),
    gender: happens(random, 0.04) ? null : gender,
    birthday: happens(random, 0.74) ? dayBefore(arrival.createdAt, age) : null,
    importantDates: importantDates(random, arrival.createdAt, age),
    wechatOpenId: online ? openId(random) : null,
    givesEmail: happens(random, 0.2),
  };
}

/** Young parents tell the date of their child for the gift that comes with it; wedding days are told now and then. */
function importantDates(random: Random, told: Date, age: number): DemoImportantDate[] {
  const dates: DemoImportantDate[] = [];
  if (happens(random, age >= 25 && age < 42 ? 0.14 : 0)) {
    dates.push({ kind: 'baby_birthday', on: dayBefore(told, random() * 5) });
  }
  if (happens(random, age >= 25 ? 0.06 : 0)) {
    dates.push({ kind: 'wedding_anniversary', on: dayBefore(told, random() * (age - 23)) });
  }
  return dates;
}

function ageInYears(random: Random): number {
  const band = pickWeighted(random, [0, 1, 2, 3, 4, 5, 6], AGE_WEIGHTS);
  return at(AGES, band) + random() * (at(AGES, band + 1) - at(AGES, band));
}

/** The day that lay so many years before a moment, and at least one day before. */
function dayBefore(moment: Date, years: number): string {
  return localDay(new Date(moment.getTime() - Math.max(1, years * 365.25) * 86_400_000));
}

function openId(random: Random): string {
  const letters = Array.from({ length: 23 }, () => OPENID_LETTERS.charAt(wholeBetween(random, 0, 63)));
  return `oDEMO${letters.join('')}`;
}
