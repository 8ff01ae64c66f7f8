//! People who never lived.

use crate::dice::{Dice, mix};

/// Somebody who made something or plays in it.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    /// The same for the same person, wherever the name turns up.
    pub(crate) id: u64,
    /// The name.
    pub(crate) name: String,
    /// What the online catalogue calls the person.
    pub(crate) tag_key: String,
}

/// How many people there are behind a library.
const CROWD: u64 = 4000;
/// The tag number of the first of them.
const FIRST: u64 = 10_000;

/// Draws somebody. A few are in everything: the number is the lower of two.
pub(crate) fn draw(seed: u64, dice: &mut Dice) -> Person {
    let number = draw_number(dice);
    person(seed, number)
}

/// So many numbers are drawn for somebody.
pub(super) const DRAWS: u64 = 2;

/// Draws the number of somebody.
pub(super) fn draw_number(dice: &mut Dice) -> u64 {
    dice.below(CROWD).min(dice.below(CROWD))
}

/// The person of that number, or of that name in the online catalogue.
pub(crate) fn person_of(seed: u64, name: &str) -> Option<Person> {
    let of_crowd = |number: &u64| *number < CROWD;
    if let Ok(id) = name.parse::<u64>() {
        let number = id.checked_sub(FIRST).filter(of_crowd)?;
        return Some(person(seed, number));
    }
    let mut crowd = (0..CROWD).map(|number| person(seed, number));
    crowd.find(|person| person.tag_key == name)
}

/// The tag number of a person who is not of the crowd: the same for the same name.
pub(super) fn described_id(name: &str) -> u64 {
    let mixed = name.bytes().fold(0, |sum, byte| mix(sum ^ u64::from(byte)));
    FIRST + CROWD + mixed % 1_000_000
}

/// The person of that number.
pub(super) fn person(seed: u64, number: u64) -> Person {
    let mut dice = Dice::new(seed, "person", number);
    let (first, last) = dice.pick(ORIGINS);
    let (first, last) = (dice.pick(first), dice.pick(last));
    let name = match dice.below(16) {
        0 if first.is_ascii() => {
            format!("{first} {}. {last}", dice.word(b"ABCDEFGHJKLMNPRSTVW", 1))
        }
        _ => format!("{first} {last}"),
    };
    Person {
        id: FIRST + number,
        name,
        tag_key: dice.hex(24),
    }
}

/// Draws a character: two parts of a name, of which the last may be empty.
pub(super) fn draw_character(dice: &mut Dice) -> (&'static str, &'static str) {
    let (first, last) = dice.pick(ORIGINS);
    match dice.below(8) {
        0 => (dice.pick(UNNAMED), ""),
        1 => (dice.pick(RANKS), dice.pick(last)),
        2 | 3 => (dice.pick(first), ""),
        _ => (dice.pick(first), dice.pick(last)),
    }
}

/// The name of a character that was drawn.
pub(super) fn character((first, last): (&str, &str)) -> String {
    match last {
        "" => first.to_owned(),
        last => format!("{first} {last}"),
    }
}

/// The tag number of a word such as a genre or a country: the same in every library.
pub(crate) fn tag_id(word: &str) -> u64 {
    100 + word.bytes().fold(0, |sum, byte| mix(sum ^ u64::from(byte))) % 9000
}

type Names = &'static [&'static str];

/// First and last names that go together, in the order in which they are said.
#[rustfmt::skip]
const ORIGINS: &[(Names, Names)] = &[
    (
        &[
            "Alice", "Bernard", "Clara", "Desmond", "Eleanor", "Frank", "Harriet", "Miles", "Nora",
            "Percy", "Ruth", "Walter",
        ],
        &[
            "Ashdown", "Barrowclough", "Culpepper", "Dunmore", "Fairweather", "Hollis", "Larkin",
            "Marchbanks", "Pennington", "Thorne", "Wetherby",
        ],
    ),
    (
        &[
            "Astrid", "Bjørn", "Eskil", "Gunnhild", "Ingrid", "Jørgen", "Liv", "Magnus", "Solveig",
            "Torsten",
        ],
        &[
            "Aasgård", "Bergqvist", "Dahlström", "Ekelund", "Hammarskog", "Lindqvist", "Nygård",
            "Østergren", "Strandvik",
        ],
    ),
    (
        &[
            "Amélie", "Bastien", "Céline", "Éloïse", "Fabrice", "Geneviève", "Hugo", "Maëlle",
            "Rémi", "Yvette",
        ],
        &[
            "Beaulieu", "Charpentier", "Delacourt", "Fontenay", "Lacombe", "Marchand", "Roussillon",
            "Saint-Clair", "Vauquelin",
        ],
    ),
    (
        &[
            "Alma", "Beatriz", "Emilio", "Inés", "Joaquín", "Luciana", "Mateo", "Pilar", "Ramiro",
            "Ximena",
        ],
        &[
            "Alarcón", "Belmonte", "Cifuentes", "de la Vega Ortiz", "Echeverría", "Ibáñez",
            "Monteverde", "Núñez", "Zaldívar",
        ],
    ),
    (
        &["Akari", "Daichi", "Haruka", "Kenta", "Mio", "Naoki", "Ren", "Sayuri", "Takumi", "Yuki"],
        &[
            "Aoyagi", "Fujimori", "Hoshino", "Kirishima", "Minazuki", "Nakahara", "Shirogane",
            "Tachibana", "Yamabuki",
        ],
    ),
    (
        &["Byung-ho", "Eun-ji", "Ha-neul", "Jae-won", "Min-seo", "Seo-yeon", "Tae-hyun", "Yu-na"],
        &["Baek", "Cheon", "Gwon", "Ham", "Moon", "Noh", "Seol", "Yoon"],
    ),
    (
        &[
            "Aditi", "Dev", "Ishaan", "Kavya", "Meera", "Nikhil", "Rohan", "Sanjana", "Tara",
            "Vikram",
        ],
        &[
            "Banerjee", "Chaudhary", "Deshpande", "Iyer", "Kulkarni", "Mukherjee", "Raghunathan",
            "Sengupta", "Varma",
        ],
    ),
    (
        &[
            "Adaeze", "Chidi", "Efua", "Folake", "Ikenna", "Kwabena", "Ngozi", "Obinna", "Temitope",
            "Yaw",
        ],
        &["Abiodun", "Adeyemi", "Boateng", "Chukwuemeka", "Mensah", "Nwachukwu", "Okonjo", "Owusu"],
    ),
    (
        &[
            "Amira", "Bassam", "Dalia", "Hassan", "Karim", "Layla", "Nour", "Rania", "Tariq",
            "Zeinab",
        ],
        &["al-Masri", "Bouzid", "Darwish", "El-Khoury", "Haddad", "Mansour", "Najjar", "Sabbagh"],
    ),
    (
        &[
            "Agnieszka", "Bogdan", "Danuta", "Jarosław", "Kazimierz", "Lidia", "Mirosława",
            "Wojciech", "Żaneta",
        ],
        &[
            "Brzeziński", "Dąbrowska", "Gołębiewski", "Jaworski", "Łukasik", "Piątek", "Szymańska",
            "Wójcik",
        ],
    ),
    (
        &["Алёна", "Борис", "Вера", "Григорий", "Лев", "Марфа", "Прохор", "Софья"],
        &["Бережной", "Воронец", "Журавель", "Крамской", "Лихачёва", "Синица", "Ясень"],
    ),
    (
        &["青柳", "星野原", "水無月", "橘川", "山吹"],
        &["佐和子", "健二", "千尋子", "武史", "美咲子"],
    ),
    (
        &["Ελπίδα", "Θανάσης", "Καλλιόπη", "Στέλιος", "Φωτεινή"],
        &["Αγγελίδη", "Βλαχάκη", "Μαυρογένη", "Παπαδάκη", "Χατζή"],
    ),
];

#[rustfmt::skip]
const RANKS: &[&str] = &[
    "Captain", "Dr.", "Inspector", "Madame", "Mr.", "Mrs.", "Professor", "Señora", "Sergeant",
    "Sister",
];

#[rustfmt::skip]
const UNNAMED: &[&str] = &[
    "Grandmother", "Hotel Clerk", "Man on Platform 3", "Narrator (voice)", "The Baker",
    "The Ferryman", "The Pianist", "The Stranger", "Twin #1 / Twin #2", "Woman in Green",
];
