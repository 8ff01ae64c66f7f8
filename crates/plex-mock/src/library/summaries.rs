//! Summaries and taglines.

use crate::dice::Dice;

/// A summary: mostly two or three sentences, sometimes none, sometimes far too many.
pub(crate) fn draw(dice: &mut Dice) -> String {
    let mut summary = String::new();
    each(dice, &mut |number, sentence, mut words| {
        if number > 0 {
            summary.push_str(if number % 6 == 0 { "\n\n" } else { " " });
        }
        let words = PLACES_OF_WORDS.map(|(slot, from)| (slot, words.pick(from)));
        summary.push_str(&fill(sentence, &words));
    });
    summary
}

/// The same where it is to be shown; else it is passed over, so that what comes after it stays the same.
pub(super) fn draw_if(is_shown: bool, dice: &mut Dice) -> Option<String> {
    let mut from = pass(dice);
    is_shown.then(|| draw(&mut from))
}

/// Passes over a summary. Gives the stream that begins with it.
pub(super) fn pass(dice: &mut Dice) -> Dice {
    let from = *dice;
    each(dice, &mut |_, _, _| {});
    from
}

/// The words that may stand in a sentence, by the name of their place.
type Words = [(&'static str, &'static str); PLACES_OF_WORDS.len()];

/// What is drawn for a sentence, whether it has a place for it or not.
const PLACES_OF_WORDS: [(&str, &[&str]); 7] = [
    ("hero", HEROES),
    ("other", OTHERS),
    ("place", PLACES),
    ("thing", THINGS),
    ("task", TASKS),
    ("trouble", TROUBLES),
    ("time", TIMES),
];

/// Draws the sentences of a summary, each with the stream that its words are drawn from.
fn each(dice: &mut Dice, tell: &mut dyn FnMut(u64, &'static str, Dice)) {
    let sentences = match dice.below(100) {
        0..4 => 0,
        4..22 => 1,
        22..60 => 2,
        60..88 => 3,
        88..97 => 5,
        _ => 26,
    };
    let mut last = "";
    for number in 0..sentences {
        let bank = match number {
            0 => OPENINGS,
            _ if number + 1 == sentences => ENDINGS,
            _ => MIDDLES,
        };
        let mut sentence = dice.pick(bank);
        if sentence == last {
            sentence = dice.pick(bank);
        }
        last = sentence;
        tell(number, sentence, dice.skip(PLACES_OF_WORDS.len() as u64));
    }
}

/// A tagline, if there is one.
pub(crate) fn tagline(dice: &mut Dice) -> Option<&'static str> {
    let tagline = dice.pick(TAGLINES);
    dice.chance(70).then_some(tagline)
}

fn fill(sentence: &str, words: &Words) -> String {
    let mut filled = String::with_capacity(sentence.len() * 2);
    for part in sentence.split('{') {
        let slot = part.split_once('}').and_then(|(slot, rest)| {
            let (_, word) = words.iter().find(|(name, _)| *name == slot)?;
            Some((word, rest))
        });
        match slot {
            Some((word, rest)) => {
                filled.push_str(word);
                filled.push_str(rest);
            }
            None => filled.push_str(part),
        }
    }
    let mut letters = filled.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => filled,
    }
}

#[rustfmt::skip]
const OPENINGS: &[&str] = &[
    "{hero} comes back to {place} after many years, only to find that {trouble}.",
    "When {trouble}, {hero} has until {time} to {task}.", "In {place}, {hero} is asked to {task}.",
    "{hero} inherits {thing} from {other} and sets out to {task}.",
    "All that {hero} ever wanted was {thing}; then {trouble}.",
    "On the run from {other}, {hero} hides in {place} and pretends to {task}.",
    "It is supposed to be a quiet week in {place}, but {hero} has other plans.",
    "Nobody believes {hero} when {trouble} – nobody except {other}.",
    "{hero} and {other} agree on one thing only: somebody has to {task} before {time}.",
    "For thirty years {hero} has looked after {thing}. Now {trouble}.",
    "A letter that was posted in {place} long ago reaches {hero}, who decides to {task}.",
];

#[rustfmt::skip]
const MIDDLES: &[&str] = &[
    "Along the way there are {thing}, a wedding that nobody planned, and {other}.",
    "The trail leads to {place}, where {other} has been waiting all along.",
    "But the closer they come to {place}, the less the story adds up.",
    "With the help of {other}, an unlikely plan takes shape.",
    "Meanwhile, {other} learns that {trouble}.",
    "What begins as a favour soon becomes a matter of life and death.",
    "There is only one problem: {thing} is missing.",
    "As {time} draws nearer, old friends become rivals and rivals become family.",
    "Soon the whole of {place} talks of nothing else.",
    "To {task} is hard enough; to do it with {other} watching is another matter.",
];

#[rustfmt::skip]
const ENDINGS: &[&str] = &[
    "By {time}, nothing in {place} will be as it was.",
    "Some doors, it turns out, were closed for a reason.",
    "A film about friendship, patience and {thing}.", "And then the telephone rings.",
    "In the end it is {other} who has to choose.",
    "Based on a story that nobody in {place} wants to have told.",
    "But {other} knows more than anyone lets on…",
    "The truth, when it comes, is stranger – and funnier – than anyone could have guessed.",
    "\"It was never about {thing},\" {other} says, and this time it is true.",
];

#[rustfmt::skip]
const HEROES: &[&str] = &[
    "a retired lighthouse keeper", "a young translator", "a bus driver with perfect pitch",
    "a disgraced chess champion", "a night nurse", "a mapmaker who has never travelled",
    "a widowed clockmaker", "an apprentice locksmith", "a small-town notary", "a former acrobat",
    "an understudy at the opera", "a beekeeper", "a radio operator", "an ambitious pastry chef",
    "a ship's cook", "a twelve-year-old inventor", "a detective who is afraid of the dark",
    "a piano tuner", "a border guard", "an out-of-work astronomer",
];

#[rustfmt::skip]
const OTHERS: &[&str] = &[
    "her estranged brother", "a stubborn goat", "the mayor's daughter", "an insurance inspector",
    "a very old spy", "the new schoolteacher", "a stranger with a violin case",
    "the village priest", "a talkative taxi driver", "the last of the Montefosco sisters",
    "an honest thief", "a ghost with excellent manners", "the night porter",
    "a rival from the conservatoire", "somebody who should have been dead for years",
];

#[rustfmt::skip]
const PLACES: &[&str] = &[
    "a harbour town at the end of the line", "the mountains above Felsenthal",
    "a grand hotel out of season", "the archive of a forgotten newspaper", "Lisbon",
    "a research station in the far north", "the old quarter of Aleppo", "a village without a name",
    "a travelling circus", "the suburbs of Osaka", "a monastery in the hills",
    "an island with more sheep than people", "the last cinema of Aldermoor", "a submarine", "Lagos",
];

#[rustfmt::skip]
const THINGS: &[&str] = &[
    "an orchard that blooms in winter", "a stolen accordion", "the recipe for a legendary soup",
    "a key that fits no lock", "three hundred love letters", "a half-finished bridge",
    "a map of a city that never was", "an unpaid debt", "a parrot that knows the password",
    "the wrong suitcase", "a house with one room too many", "an unfinished symphony",
    "a very slow horse", "a box of undeveloped film",
];

#[rustfmt::skip]
const TASKS: &[&str] = &[
    "bring the twins home", "win back the family name", "keep the secret for one more day",
    "cross the border unseen", "put on the play after all", "find out who rang the bell",
    "save the orchard", "steal back the painting", "teach the choir to sing",
    "repair the only clock in town", "forgive an old enemy", "learn to swim",
];

#[rustfmt::skip]
const TROUBLES: &[&str] = &[
    "the river has changed its course", "the bank has sold the house",
    "all the dogs have fallen silent", "somebody has been living in the attic",
    "the war is over and nobody has told the garrison", "the bride has vanished",
    "every clock in town has stopped", "the snow does not melt",
    "an old photograph shows a face that should not be there", "the orchestra goes on strike",
    "the witness takes back every word", "a comet appears a week too early",
];

#[rustfmt::skip]
const TIMES: &[&str] = &[
    "dawn", "midnight", "the first snow", "the end of the harvest", "Sunday", "the last tram",
    "her ninetieth birthday", "high tide",
];

#[rustfmt::skip]
const TAGLINES: &[&str] = &[
    "Some tides never turn.", "Count the doors. Count them again.",
    "He kept the light. Who kept the secret?", "Love, weather permitting.",
    "They had one rule. They broke it twice.", "The quietest man in town has something to say.",
    "It begins where the map ends.", "Never lend a stranger your accordion.",
    "Every family has a locked room.", "Home is the longest way round.",
    "Nobody leaves before the encore.", "Truth travels by the slow train.",
    "One summer. No witnesses.", "What the river takes, it keeps.",
    "The plan was perfect. The planners weren't.", "Listen to the bees.",
    "Fear keeps office hours.", "You can't outrun the snow.",
];
