//! What critics say of a thing, and what parents are told.

use serde_json::{Value, json};

use crate::{
    advice,
    dice::Dice,
    library::{Item, Kind},
    look::set,
    requests::Received,
    state::State,
};

/// Adds what there is: reviews when they are asked for, advice for parents in any case.
pub(super) fn add(state: &State, request: &Received, item: Item, value: &mut Value) {
    let is_known = value["guid"]
        .as_str()
        .is_some_and(|guid| guid.starts_with("plex://"));
    if !is_known || !item.section.is_drawn() {
        return;
    }
    let mut dice = Dice::new(state.seed, "opinions", item.key);
    let reviews = dice.below(4);
    if request.is_on("includeReviews") && item.kind == Kind::Movie && reviews > 0 {
        let reviews: Vec<_> = (0..reviews)
            .map(|number| review(&mut dice, item.key * 10 + number))
            .collect();
        set(value, "Review", reviews.into());
    }
    if let Some(advice) = advice::short(state.seed, item) {
        set(value, "CommonSenseMedia", json!([advice]));
    }
}

fn review(dice: &mut Dice, id: u64) -> Value {
    let (image, text) = dice.pick(&[
        (
            "rottentomatoes://image.review.fresh",
            "Takes its time, and is right to.",
        ),
        (
            "rottentomatoes://image.review.fresh",
            "The last reel is worth the price of the ticket.",
        ),
        (
            "rottentomatoes://image.review.rotten",
            "Everything is here but a reason to stay awake.",
        ),
    ]);
    json!({
        "id": id,
        "filter": format!("art={id}"),
        "tag": dice.pick(&["Nora Thorne", "Magnus Dahlström", "Pilar Monteverde", "Tariq Haddad"]),
        "text": text,
        "image": image,
        "link": format!("https://reviews.example.org/{id}"),
        "source": dice.pick(&["The Harbour Gazette", "Evening Reel", "Cinema Quarterly"]),
    })
}
