/** Common names and words of addresses, the commonest first; put together by lot they denote nobody. */
const words = (text: string): readonly string[] => text.trim().split(/\s+/);

export const GIVEN_NAMES = words(`
  emily jack joshua lachlan thomas james sophie jessica william daniel isabella matthew benjamin samuel ella hannah
  georgia liam olivia chloe nicholas ryan charlotte alexander michael lucy jacob luke ethan madison grace jayden sarah
  mitchell harrison mia cooper zoe caitlin oliver ruby harry lauren dylan jasmine connor amelia charlie lily holly
  abigail brianna alyssa jake max emma tyler bailey taylah kayla joseph hayden alexandra isaac jordan kyle amy brooke
  riley bethany imogen maddison claire finn angus callum logan aidan nathan stephanie victoria zachary christopher
  molly phoebe tahlia bridget blake patrick rachel teagan dominic christian paige amber john sebastian catherine
  eliza gabriel mikayla erin alicia kate anthony tara david katelyn andrew elizabeth nicole rebecca marcus robert sean
  kirra jasper edward levi oscar hugo annabelle tiarna natalie freya henry summer adam laura chelsea leah timothy
  toby owen peter stephen philip karen susan margaret helen judith ruth dorothy walter ernest albert norma joan
`);

export const SURNAMES = words(`
  smith jones williams brown wilson taylor johnson white martin anderson thompson nguyen thomas walker harris lee ryan
  robinson kelly king davis wright evans roberts green hall wood jackson clarke patel khan lewis james phillips mason
  mitchell rose davies rodriguez cox alexander campbell clark edwards collins morris cooper ward turner parker
  bennett murphy carter cook hughes murray scott young allen hill moore stewart bailey adams baker richardson morgan
  marshall simpson hunt palmer miller watson webb chapman gray shaw gibson mills holmes ellis dixon hart rogers reid
  foster barnes knight butler graham russell kennedy fisher matthews lloyd stevens barker price fox ross henderson
  saunders carr burns jenkins perry lawrence armstrong elliott freeman dawson newman black wells hudson spencer
  gardner walsh harvey francis coleman hopkins burton gordon andrews lane perkins osborne pearson hamilton page
  barrett fraser griffiths nicholson austin cunningham lynch bishop wallace bird hayes stone weston byrne peters
  doyle tucker jordan sullivan porter fuller webster blackwell dunn sharp goodwin noble petersen schmidt mcdonald
  mcarthur mckenzie macdonald macpherson oconnor odonnell ohara vanderberg rossi romano papadopoulos kowalski
  novak petrov ivanov singh sharma chen wong zhang tran pham schultz hoffmann braun lindqvist berger dubois laurent
`);

export const STREET_WORDS = words(`
  high church station park victoria king queen albert george william elizabeth edward railway bridge mill river lake
  ocean beach hill valley forest oak elm pine cedar wattle banksia acacia grevillea boronia melaleuca jacaranda
  hibiscus lilac rose jasmine fern palm willow poplar ash birch kookaburra magpie rosella lorikeet heron swan pelican
  darwin cook flinders bass hume leichhardt burke wills stuart mitchell oxley cunningham hawker duffy barrallier
  macquarie phillip hunter bligh darling brisbane bourke gipps fitzroy denison young belmore robinson carrington
  jersey hampden tennyson wordsworth keats byron shelley milton dryden chaucer spenser marlowe jonson sheridan
  northcote longfellow whitman emerson thoreau hawthorne melville twain dickens hardy eliot bronte austen gaskell
  galway cork kerry clare antrim derry tyrone armagh down wexford carlow kildare meath louth cavan monaghan sligo
`);

export const STREET_KINDS = words(
  'street place crescent circuit avenue court drive close road lane parade way terrace',
);

export const TOWN_WORDS = words(`
  ash brook carl dan east fair glen hart kings lang maple north oak port rose south stan thorn west wood yar bell cran
  dun elm frank green hamp iron jam kil lil mer new old pad quam red sher tam under van wal bank clay deer eagle fern
  gold hazel ivy lime moor nettle ox pear ridge silver tall vine wind castle bar cob dray farn
`);

export const TOWN_ENDS = words(`
  ton ham bury field ford wood dale vale view mont brook bridge port haven ville burn croft gate hurst leigh mead more
  stead thorpe wick worth
`);

/** With the first number of its postcodes. */
export const STATES: readonly (readonly [string, number])[] = [
  ['nsw', 2_000],
  ['nsw', 2_000],
  ['vic', 3_000],
  ['vic', 3_000],
  ['qld', 4_000],
  ['sa', 5_000],
  ['wa', 6_000],
  ['tas', 7_000],
  ['act', 2_600],
];
