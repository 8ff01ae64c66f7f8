//! Titles that read like those of a library.

use crate::dice::Dice;

/// What a thing is called.
#[derive(Debug, Clone)]
pub(crate) struct Title {
    /// The title shown.
    pub(crate) title: String,
    /// The title to sort by, where it differs.
    pub(crate) sort: Option<String>,
    /// The title in its own language, where the one shown is a translation.
    pub(crate) original: Option<String>,
    /// A form in small ASCII letters.
    pub(crate) slug: String,
}

/// The words of a title that is drawn but not written yet.
///
/// Writing takes much longer than drawing, and most who look at a thing do not look at its title.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Draft {
    English([&'static str; 5]),
    Foreign {
        tongue: Tongue,
        adjective: (&'static str, &'static str),
        noun: (&'static str, &'static str),
        tail: Tail,
        is_translated: bool,
    },
}

/// What stands behind a title: nothing, or a number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tail(Option<u64>);

/// Draws the words of a title; about one in nine is not in English.
pub(crate) fn draft(dice: &mut Dice) -> Draft {
    if dice.chance(11) {
        foreign(dice)
    } else {
        Draft::English(english(dice))
    }
}

/// Draws a title.
pub(crate) fn draw(dice: &mut Dice) -> Title {
    draft(dice).written()
}

impl Draft {
    /// The title as it is shown.
    pub(crate) fn title(&self) -> String {
        match self {
            Self::English(words) => words.concat(),
            Self::Foreign {
                is_translated: true,
                ..
            } => self.translated(),
            Self::Foreign { .. } => self.native(),
        }
    }

    /// The title that decides the place in a list, where it differs.
    pub(crate) fn sort(&self) -> Option<String> {
        let title = self.translated();
        ["The ", "A ", "An "]
            .iter()
            .find_map(|article| title.strip_prefix(article))
            .map(str::to_owned)
    }

    /// The title that decides the place in a list.
    pub(crate) fn for_sorting(&self) -> String {
        self.sort().unwrap_or_else(|| self.title())
    }

    /// The title with all its forms.
    pub(crate) fn written(&self) -> Title {
        let title = self.title();
        let (slug, original) = match self {
            Self::English(_) => (slug(&title), None),
            Self::Foreign { is_translated, .. } => (
                slug(&self.translated()),
                // Half of the agents translate the title and keep the original beside it, the others show it as it is.
                is_translated.then(|| self.native()),
            ),
        };
        Title {
            sort: self.sort(),
            original,
            slug,
            title,
        }
    }

    fn native(&self) -> String {
        match self {
            Self::English(_) => self.title(),
            Self::Foreign {
                tongue,
                adjective,
                noun,
                tail,
                ..
            } => {
                let native = tongue.pattern.replace("{a}", adjective.0);
                tail.behind(native.replace("{n}", noun.0))
            }
        }
    }

    fn translated(&self) -> String {
        match self {
            Self::English(_) => self.title(),
            Self::Foreign {
                adjective,
                noun,
                tail,
                ..
            } => tail.behind(format!("The {} {}", adjective.1, noun.1)),
        }
    }
}

impl Tail {
    fn behind(self, title: String) -> String {
        match self.0 {
            Some(number) => format!("{title} {number}"),
            None => title,
        }
    }
}

/// Draws the name of a band.
pub(crate) fn band(dice: &mut Dice) -> Title {
    let (adjective, noun, plural) = (dice.pick(ADJECTIVES), dice.pick(NOUNS), dice.pick(PLURALS));
    let title = match dice.below(5) {
        0 | 1 => format!("The {adjective} {plural}"),
        2 => format!("{} {plural}", dice.pick(NUMBERS)),
        3 => format!("{noun} {}", dice.pick(PLACES)),
        _ => format!("{}'s {plural}", dice.pick(NAMES)),
    };
    Title {
        slug: slug(&title),
        sort: title.strip_prefix("The ").map(str::to_owned),
        original: None,
        title,
    }
}

/// A title that is what it is.
pub(crate) fn plain(title: String) -> Title {
    Title {
        slug: slug(&title),
        sort: None,
        original: None,
        title,
    }
}

/// Draws the name of a place.
pub(crate) fn place(dice: &mut Dice) -> &'static str {
    dice.pick(PLACES)
}

fn english(dice: &mut Dice) -> [&'static str; 5] {
    let (adjective, noun, other) = (dice.pick(ADJECTIVES), dice.pick(NOUNS), dice.pick(NOUNS));
    let (place, name) = (dice.pick(PLACES), dice.pick(NAMES));
    // The more titles a pattern can make, the more often it comes up.
    match dice.below(30) {
        0..6 => ["The ", adjective, " ", noun, ""],
        6..9 => [noun, " of ", place, "", ""],
        9..12 => ["The ", noun, " of ", name, ""],
        12..14 => [article(noun), noun, " for ", name, ""],
        14 => [dice.pick(VERBS), " ", dice.pick(OBJECTS), "", ""],
        15 => [dice.pick(NUMBERS), " ", dice.pick(PLURALS), "", ""],
        16..20 if noun != other => [noun, " & ", other, "", ""],
        20 => ["Last ", dice.pick(RIDES), " to ", place, ""],
        21..24 => [adjective, " ", noun, ": ", dice.pick(SUBTITLES)],
        24..26 => [name, "'s ", noun, "", ""],
        26 => [dice.pick(WHENS), " ", place, "", ""],
        27..29 => [adjective, " ", dice.pick(PLURALS), "", ""],
        _ => [noun, " ", dice.pick(TAILS), "", ""],
    }
}

fn article(noun: &str) -> &'static str {
    if noun.starts_with(['A', 'E', 'I', 'O']) || noun == "Understudy" {
        "An "
    } else {
        "A "
    }
}

fn foreign(dice: &mut Dice) -> Draft {
    let tongue = dice.pick(TONGUES);
    let (adjective, noun) = (dice.pick(tongue.adjectives), dice.pick(tongue.nouns));
    let tail = match dice.below(10) {
        0..6 => None,
        6 => Some(2),
        _ => Some(dice.between(1921, 1999)),
    };
    Draft::Foreign {
        tongue,
        adjective,
        noun,
        tail: Tail(tail),
        is_translated: dice.chance(50),
    }
}

fn slug(title: &str) -> String {
    let mut slug = String::with_capacity(title.len());
    for letter in title.chars().filter(|letter| *letter != '\'') {
        if letter.is_ascii_alphanumeric() {
            slug.push(letter.to_ascii_lowercase());
        } else if !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_matches('-').to_owned()
}

/// Words of one language: pattern and pairs of a word and what it means. All nouns of a language agree with all its
/// adjectives.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Tongue {
    pattern: &'static str,
    adjectives: &'static [(&'static str, &'static str)],
    nouns: &'static [(&'static str, &'static str)],
}

#[rustfmt::skip]
const TONGUES: &[Tongue] = &[
    Tongue {
        pattern: "{a}{n}",
        adjectives: &[
            ("静かな", "Quiet"), ("遠い", "Distant"), ("青い", "Blue"), ("最後の", "Last"),
            ("忘れられた", "Forgotten"),
        ],
        nouns: &[
            ("港", "Harbour"), ("灯台", "Lighthouse"), ("夏休み", "Summer Holiday"), ("手紙", "Letter"),
            ("駅", "Station"), ("地図", "Map"),
        ],
    },
    Tongue {
        pattern: "{a} {n}",
        adjectives: &[
            ("조용한", "Quiet"), ("마지막", "Last"), ("오래된", "Old"), ("푸른", "Blue"), ("먼", "Distant"),
        ],
        nouns: &[
            ("항구", "Harbour"), ("등대", "Lighthouse"), ("편지", "Letter"), ("여름", "Summer"),
            ("골목", "Alley"),
        ],
    },
    Tongue {
        pattern: "{a}{n}",
        adjectives: &[
            ("安静的", "Quiet"), ("最后的", "Last"), ("遥远的", "Distant"), ("蓝色的", "Blue"),
            ("看不见的", "Unseen"),
        ],
        nouns: &[
            ("港口", "Harbour"), ("灯塔", "Lighthouse"), ("夏天", "Summer"), ("车站", "Station"),
            ("花园", "Garden"),
        ],
    },
    Tongue {
        pattern: "{a} {n}",
        adjectives: &[
            ("Тихий", "Quiet"), ("Последний", "Last"), ("Далёкий", "Distant"), ("Старый", "Old"),
            ("Северный", "Northern"),
        ],
        nouns: &[
            ("маяк", "Lighthouse"), ("поезд", "Train"), ("берег", "Shore"), ("сад", "Garden"),
            ("вокзал", "Station"),
        ],
    },
    Tongue {
        pattern: "Ο {a} {n}",
        adjectives: &[
            ("σιωπηλός", "Silent"), ("τελευταίος", "Last"), ("μακρινός", "Distant"),
            ("παλιός", "Old"),
        ],
        nouns: &[
            ("φάρος", "Lighthouse"), ("σταθμός", "Station"), ("δρόμος", "Road"),
            ("κήπος", "Garden"),
        ],
    },
    Tongue {
        pattern: "{n} {a}",
        adjectives: &[
            ("الهادئ", "Quiet"), ("الأخير", "Last"), ("البعيد", "Distant"), ("القديم", "Old"),
        ],
        nouns: &[
            ("الميناء", "Harbour"), ("القطار", "Train"), ("الشاطئ", "Shore"), ("الطريق", "Road"),
        ],
    },
    Tongue {
        pattern: "{n} {a}",
        adjectives: &[("השקט", "Quiet"), ("האחרון", "Last"), ("הרחוק", "Distant"), ("הישן", "Old")],
        nouns: &[
            ("הנמל", "Harbour"), ("המגדלור", "Lighthouse"), ("החוף", "Shore"), ("הרחוב", "Street"),
        ],
    },
    Tongue {
        pattern: "{a} {n}",
        adjectives: &[("शांत", "Quiet"), ("आख़िरी", "Last"), ("पुराना", "Old"), ("नीला", "Blue")],
        nouns: &[("बंदरगाह", "Harbour"), ("शहर", "Town"), ("रास्ता", "Road"), ("बग़ीचा", "Garden")],
    },
    Tongue {
        pattern: "{n}{a}",
        adjectives: &[("เงียบ", "Quiet"), ("สุดท้าย", "Last"), ("เก่า", "Old"), ("สีฟ้า", "Blue")],
        nouns: &[
            ("ท่าเรือ", "Harbour"), ("ประภาคาร", "Lighthouse"), ("สถานี", "Station"),
            ("ถนน", "Road"),
        ],
    },
    Tongue {
        pattern: "Le {n} {a}",
        adjectives: &[
            ("oublié", "Forgotten"), ("lointain", "Distant"), ("étranger", "Foreign"),
            ("immobile", "Motionless"),
        ],
        nouns: &[
            ("rivage", "Shore"), ("château", "Castle"), ("été", "Summer"), ("théâtre", "Theatre"),
        ],
    },
    Tongue {
        pattern: "Der {a} {n}",
        adjectives: &[
            ("müde", "Weary"), ("letzte", "Last"), ("übrige", "Remaining"), ("große", "Great"),
        ],
        nouns: &[
            ("Schlüssel", "Key"), ("Bahnhof", "Station"), ("Gärtner", "Gardener"),
            ("Strand", "Beach"),
        ],
    },
];

#[rustfmt::skip]
const ADJECTIVES: &[&str] = &[
    "Amber", "Ashen", "Borrowed", "Brass", "Broken", "Burning", "Careless", "Cold", "Copper",
    "Crooked", "Distant", "Drowned", "Early", "Eleventh", "Empty", "Faithful", "Faraway", "Final",
    "Forgotten", "Frozen", "Gentle", "Gilded", "Glass", "Golden", "Good", "Hidden", "Hollow",
    "Honest", "Hungry", "Idle", "Iron", "Ivory", "Late", "Little", "Long", "Lost", "Midnight",
    "Narrow", "Northern", "Obedient", "Paper", "Patient", "Perfect", "Quiet", "Reluctant",
    "Restless", "Salt", "Scarlet", "Second", "Secret", "Silent", "Silver", "Simple", "Slow",
    "Southern", "Stolen", "Stubborn", "Sudden", "Tender", "Unfinished", "Unlikely", "Velvet",
    "Wandering", "Wicked", "Wild", "Winter", "Wooden", "Yellow",
];

#[rustfmt::skip]
const NOUNS: &[&str] = &[
    "Accordion", "Alibi", "Almanac", "Ambassador", "Apprentice", "Archipelago", "Balcony", "Ballad",
    "Bargain", "Beekeeper", "Bell", "Bridge", "Cabin", "Caravan", "Cartographer", "Cathedral",
    "Clockmaker", "Compass", "Confession", "Conductor", "Corridor", "Courier", "Daughter", "Debt",
    "Defector", "Detour", "Diver", "Eclipse", "Elevator", "Envelope", "Falcon", "Farewell", "Ferry",
    "Forger", "Fountain", "Garden", "Ghost", "Glacier", "Guest", "Harbour", "Harvest", "Heir",
    "Horizon", "Inheritance", "Inspector", "Island", "Keeper", "Key", "Labyrinth", "Lantern",
    "Letter", "Lighthouse", "Locksmith", "Machine", "Magician", "Map", "Meadow", "Melody",
    "Messenger", "Mirror", "Mountain", "Neighbour", "Nightingale", "Oath", "Observatory", "Orchard",
    "Orchestra", "Parade", "Passenger", "Piano", "Pilgrim", "Portrait", "Promise", "Quarry",
    "Reunion", "River", "Rumour", "Saboteur", "Satellite", "Season", "Secret", "Shadow", "Signal",
    "Sparrow", "Stranger", "Suitcase", "Telegram", "Theorem", "Tide", "Tourist", "Translator",
    "Understudy", "Verdict", "Village", "Violin", "Voyage", "Waltz", "Weekend", "Widow", "Witness",
];

#[rustfmt::skip]
const PLACES: &[&str] = &[
    "Abernathy", "Aldermoor", "Bellacosta", "Brackwater", "Calder Bay", "Carrow Hill", "Dunmarrow",
    "East Varley", "Felsenthal", "Gransund", "Halvorsen Point", "Iskandria", "Jutvik", "Kalmora",
    "Lindenau", "Lowmarsh", "Montefosco", "Nagareyama", "New Tamsin", "Ostrava Street",
    "Petrograd Lane", "Quillfeather", "Rua das Flores", "Saint-Aubry", "San Lázaro", "Sjöhamn",
    "Tarrafal", "Upper Wend", "Valdemossa", "Wexcombe", "Yellow Springs", "Zahra",
];

#[rustfmt::skip]
const NAMES: &[&str] = &[
    "Ada", "Agnes", "Anselm", "Benedetta", "Casimir", "Chiara", "Dorothea", "Edmund", "Esperança",
    "Farid", "Freya", "Gustav", "Halima", "Hedwig", "Ignacio", "Ines", "Jonas", "Josephine",
    "Kaito", "Leonora", "Lucian", "Magdalena", "Mei", "Nadia", "Oskar", "Ottilie", "Pascal",
    "Priya", "Rosalind", "Søren", "Tamara", "Umberto", "Vera", "Wilhelmina", "Yusuf", "Zofia",
];

#[rustfmt::skip]
const VERBS: &[&str] = &[
    "Burying", "Calling", "Catching", "Chasing", "Counting", "Crossing", "Feeding", "Finding",
    "Following", "Forgetting", "Forgiving", "Inventing", "Leaving", "Mending", "Naming", "Painting",
    "Rescuing", "Selling", "Stealing", "Waking",
];

#[rustfmt::skip]
const OBJECTS: &[&str] = &[
    "a Cathedral", "Every Sunday", "Grandfather", "Mr. Osei", "My Neighbours", "Nobody",
    "Quicksilver", "the Admiral", "the Bees", "the Carnival", "the Dark", "the Frost", "the Horses",
    "the Last Tram", "the North", "the Opera", "the Quiet Ones", "the Rain", "the Sea", "the Twins",
    "the Weather", "Uncle Teodor", "Venus",
];

const NUMBERS: &[&str] = &[
    "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Eleven", "Twelve", "Forty",
    "1,001", "99½",
];

#[rustfmt::skip]
const PLURALS: &[&str] = &[
    "Accomplices", "Autumns", "Bakers", "Brothers", "Candles", "Confessions", "Doors", "Emperors",
    "Excuses", "Foxes", "Gardeners", "Goodbyes", "Islands", "Kings", "Ladders", "Lies", "Lovers",
    "Miles", "Moons", "Neighbours", "Oranges", "Pianists", "Rivers", "Rooms", "Secrets", "Sisters",
    "Strangers", "Suitcases", "Thieves", "Violins", "Wishes", "Wolves",
];

#[rustfmt::skip]
const RIDES: &[&str] = &[
    "Bus", "Coach", "Ferry", "Flight", "Lift", "Night Train", "Road", "Sleigh", "Tram",
];

#[rustfmt::skip]
const WHENS: &[&str] = &[
    "A Week in", "After", "Autumn in", "Before", "Beyond", "Christmas in", "Escape from",
    "Goodbye,", "Midnight in", "Once Upon a Time in", "Return to", "Somewhere Near", "Summer in",
    "The Road to", "Under",
];

#[rustfmt::skip]
const SUBTITLES: &[&str] = &[
    "A Love Story", "Part II", "The Beginning", "The Final Chapter", "The Long Way Home",
    "The Reckoning", "The Return", "Three Nights in July", "Unauthorised",
];

#[rustfmt::skip]
const TAILS: &[&str] = &[
    "2", "3", "Blues", "Boulevard", "by Night", "Country", "in Winter", "on the Hill", "Season",
    "Street", "Zero",
];
