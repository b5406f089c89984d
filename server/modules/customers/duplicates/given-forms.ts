/**
 * English given names and what people are called for short. A small table of our own of the forms everybody knows, since no
 * kept package has one; it need not be whole, for what is not in it is compared by letters.
 */
const FORMS = `
  william bill billy will willy willie liam|robert bob bobby rob robbie bert|richard dick rick ricky rich richie
  elizabeth liz lizzie beth betty betsy eliza lisa elsie libby|margaret maggie meg peggy marge margie greta
  james jim jimmy jamie|john jack johnny jon|thomas tom tommy|charles charlie chuck chaz|edward ed eddie ted teddy ned
  michael mike mick micky|david dave davey|daniel dan danny|joseph joe joey|anthony tony ant|andrew andy drew
  katherine catherine kathryn kate katie kathy cathy kitty kat cath|patricia pat patty trish tricia|patrick pat paddy
  jennifer jen jenny|jessica jess jessie|rebecca becky becca|deborah debra deb debbie|barbara barb babs|susan sue susie
  christopher chris kit topher|christine christina chris chrissie tina|nicholas nick nicky nico|benjamin ben benny benji
  samuel sam sammy|samantha sam sammie|alexander alex sandy alec xander lex|alexandra alex sandra sandy lexi
  matthew matt matty|gregory greg|jeffrey geoffrey jeff geoff|stephen steven steve stevie|frederick fred freddie
  henry harry hank|lawrence laurence larry laurie|leonard len lenny leo|raymond ray|ronald ron ronnie|donald don donnie
  timothy tim timmy|kenneth ken kenny|peter pete|philip phil|francis frank fran|frances fran frannie fanny
  vincent vince vinny|walter walt wally|theodore ted theo|victoria vicky tori|amanda mandy|abigail abby gail
  dorothy dot dottie dolly|eleanor ellie nell nora|helen nell ellen|josephine jo josie|joanna joanne jo
  judith judy|sarah sally sadie|mary molly polly mae|martha marty|nancy ann anne|annabelle anna bella|isabella bella izzy
  jacqueline jackie|gabriel gabe|gabrielle gabby|jonathan jon jonny nathan|nathaniel nathan nat nate|joshua josh
  zachary zach zac|bradley brad|bernard bernie|albert al bert|alfred al fred alfie|gerald gerry jerry|harold hal harry
  eugene gene|ernest ernie|douglas doug|dominic dom nick|maximilian max|oliver ollie|oscar ozzie|madeline maddie
  melissa mel lissa|melanie mel|michelle shelly mich|natalie nat|olivia liv livvy|penelope penny|philippa pippa pip
  priscilla cilla|rosemary rose rosie|stephanie steph|teresa theresa terry tess tessa|terence terry|valerie val
  virginia ginny|winifred winnie|yvonne evie|caroline carolyn carrie caz|charlotte lottie charlie|cynthia cindy
  emily em emmy millie|georgina georgia georgie gina|jasmine jaz|lucinda lucy cindy|nicole nicky|tabitha tabby`;

/** Each form with the names it may stand for. */
const STANDS_FOR = new Map<string, Set<string>>();
for (const line of FORMS.trim().split(/[|\n]/)) {
  const forms = line.trim().split(' ');
  for (const form of forms) STANDS_FOR.set(form, (STANDS_FOR.get(form) ?? new Set()).add(forms[0] ?? form));
}

const firstWord = (given: string): string => given.split(' ', 1)[0] ?? '';

/** Bill and William; Bill and Will, which are short for one name. */
export function isShortFor(a: string, b: string): boolean {
  const [one, other] = [STANDS_FOR.get(firstWord(a)), STANDS_FOR.get(firstWord(b))];
  return one !== undefined && other !== undefined && !one.isDisjointFrom(other);
}

/** The names a given name may stand for; none where it is no known form. */
export const wholeForms = (given: string): readonly string[] => [...(STANDS_FOR.get(firstWord(given)) ?? [])];
