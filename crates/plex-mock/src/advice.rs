//! What parents are told of a movie or a show: servers pass on a sentence and an age, the catalogue has the rest.

use serde_json::{Value, json};

use crate::{
    dice::Dice,
    library::{Item, Kind},
    look::{member, set},
};

/// What a server shows with a thing. Not everything has it.
pub(crate) fn short(seed: u64, item: Item) -> Option<Value> {
    let mut dice = Dice::new(seed, "advice", item.key);
    let is_told = matches!(item.kind, Kind::Movie | Kind::Show) && item.section.is_drawn();
    (is_told && dice.chance(60)).then(|| {
        json!({
            "id": item.key,
            "oneLiner": dice.pick(&[
                "A quiet tale with a few frights.",
                "Loud, but kind to everybody in it.",
                "For those who can bear a sad end.",
            ]),
            "AgeRating": [{"type": "official", "age": dice.between(6, 16), "rating": dice.between(2, 5)}],
        })
    })
}

/// All of it, as the catalogue has it.
pub(crate) fn whole(seed: u64, item: Item, path: String, short: &Value) -> Value {
    let mut dice = Dice::new(seed, "whole advice", item.key);
    let mut advice = short.clone();
    set(&mut advice, "key", path.into());
    let age = member(short, "AgeRating/0/age").as_u64().unwrap_or(10);
    let mut ages = vec![member(short, "AgeRating/0").clone()];
    for said_by in ["adult", "child"] {
        let age = age.saturating_sub(dice.below(3));
        ages.push(json!({
            "type": said_by, "age": age, "ageGroup": format!("{age}+"), "rating": dice.between(2, 5),
            "ratingCount": dice.between(1, 80),
        }));
    }
    let topic = |id: &str, label: &str, positive: bool, rating: u64, tag: &str| json!({"id": id, "label": label, "positive": positive, "rating": rating, "tag": tag});
    let told = [
        (
            "anyGood",
            "It trusts its audience, and most will trust it back.".into(),
        ),
        (
            "parentsNeedToKnow",
            "There is a loss early on, some shouting, and one long night at sea.".into(),
        ),
        ("AgeRating", ages.into()),
        (
            "TalkingPoint",
            json!([{"tag": "Why does nobody ask the ferryman?"}, {"tag": "Would you have gone back?"}]),
        ),
        (
            "ParentalAdvisoryTopic",
            json!([
                topic(
                    "message",
                    "Positive messages",
                    true,
                    dice.between(1, 5),
                    "Help comes from those who were not asked."
                ),
                topic(
                    "violence",
                    "Violence and scariness",
                    false,
                    dice.between(0, 4),
                    "A boat is lost in a storm."
                ),
            ]),
        ),
    ];
    for (name, value) in told {
        set(&mut advice, name, value);
    }
    advice
}
