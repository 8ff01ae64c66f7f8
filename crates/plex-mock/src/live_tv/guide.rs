//! What is on: made from the seed, for every channel and every hour that ever was or will be.

use serde_json::{Value, json};

use crate::dice::Dice;

/// A channel.
pub(crate) struct Channel {
    pub(crate) key: &'static str,
    /// As viewers know it.
    pub(crate) number: &'static str,
    /// As the line-up counts.
    pub(crate) identifier: &'static str,
    pub(crate) title: &'static str,
    pub(crate) call_sign: &'static str,
    /// Seconds that a programme lasts.
    slot: u64,
    shows_films: bool,
}

#[rustfmt::skip]
pub(crate) const CHANNELS: &[Channel] = &[
    Channel { key: "5f3a1c2b4d6e7f8091a2b3c4-0001", number: "2.1", identifier: "001", title: "Harbour One", call_sign: "HBR1", slot: 1800, shows_films: false },
    Channel { key: "5f3a1c2b4d6e7f8091a2b3c4-0002", number: "2.2", identifier: "002", title: "Lantern News", call_sign: "LNTN", slot: 3600, shows_films: false },
    Channel { key: "5f3a1c2b4d6e7f8091a2b3c4-0003", number: "4.1", identifier: "003", title: "Northlight Film", call_sign: "NLTF", slot: 7200, shows_films: true },
    Channel { key: "5f3a1c2b4d6e7f8091a2b3c4-0004", number: "5.1", identifier: "004", title: "Saltmouth Sport", call_sign: "SLTS", slot: 7200, shows_films: false },
    Channel { key: "5f3a1c2b4d6e7f8091a2b3c4-0005", number: "7.1", identifier: "005", title: "Tideway Kids", call_sign: "TDWY", slot: 1800, shows_films: false },
];

const SERIES: &[&str] = &[
    "Ferry Line",
    "The Tide Table",
    "Under the Pier",
    "Knots and Ropes",
    "Gulls",
    "The Weather Room",
    "Night Watch at Saltmouth",
    "Small Boats",
    "The Chandler's Shop",
    "Low Water",
];

const FILMS: &[&str] = &[
    "The Lighthouse Letters",
    "A Winter on the Quay",
    "Driftwood",
    "The Last Pilot",
    "Two Lamps",
    "Fog Signal",
    "The Captain's Piano",
    "Breakwater",
];

/// A programme at its time on its channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Airing {
    pub(crate) channel: usize,
    pub(crate) begin: u64,
    pub(crate) end: u64,
    pub(crate) is_film: bool,
    /// Of a film, or of the series.
    pub(crate) title: &'static str,
    season: u64,
    episode: u64,
    pub(crate) guid: String,
}

/// What is on a channel at a time.
pub(crate) fn at(seed: u64, channel: usize, time: u64) -> Option<Airing> {
    let about = CHANNELS.get(channel)?;
    let slot = time / about.slot;
    let mut dice = Dice::new(seed, about.key, slot);
    let title = dice.pick(if about.shows_films { FILMS } else { SERIES });
    let (season, episode) = (dice.between(1, 4), dice.between(1, 12));
    let (kind, named) = if about.shows_films {
        ("movie", title.to_owned())
    } else {
        ("episode", format!("{title} {season} {episode}"))
    };
    Some(Airing {
        channel,
        begin: slot * about.slot,
        end: (slot + 1) * about.slot,
        is_film: about.shows_films,
        title,
        season,
        episode,
        guid: format!("plex://{kind}/{}", Dice::new(seed, &named, 0).hex(24)),
    })
}

/// What is on a channel from one time to another, in order.
pub(crate) fn between(seed: u64, channel: usize, from: u64, to: u64) -> Vec<Airing> {
    let mut airings = Vec::new();
    let mut time = from;
    while let Some(airing) = at(seed, channel, time).filter(|airing| airing.begin < to) {
        time = airing.end;
        airings.push(airing);
    }
    airings
}

/// All that is on any channel from one time to another.
pub(crate) fn everything(seed: u64, from: u64, to: u64) -> Vec<Airing> {
    let mut airings: Vec<_> = (0..CHANNELS.len())
        .flat_map(|channel| between(seed, channel, from, to))
        .collect();
    airings.sort_by_key(|airing| (airing.begin, airing.channel));
    airings
}

/// A guid as the last part of a path.
pub(crate) fn escaped(guid: &str) -> String {
    url::form_urlencoded::byte_serialize(guid.as_bytes()).collect()
}

impl Airing {
    /// The number of the broadcast.
    pub(crate) fn id(&self) -> u64 {
        self.begin / 60 * 10 + self.channel as u64
    }

    /// The guid of the series.
    pub(crate) fn series_guid(&self, seed: u64) -> String {
        format!("plex://show/{}", Dice::new(seed, self.title, 0).hex(24))
    }

    /// The programme with this as its only broadcast.
    pub(crate) fn as_json(&self, seed: u64, provider: &str, now: u64) -> Value {
        let key = escaped(&self.guid);
        let mut item = json!({
            "ratingKey": key,
            "key": format!("/{provider}/metadata/{key}"),
            "guid": self.guid,
            "duration": (self.end - self.begin) * 1000,
            "summary": "What happens when the water is high.",
            "thumb": format!("https://pictures.example/{}.jpg", self.guid.rsplit('/').next().unwrap_or_default()),
            "onAir": self.is_on(now),
            "live": false,
            "Media": [self.media(now)],
        });
        let more = if self.is_film {
            json!({"type": "movie", "title": self.title, "year": 1950 + Dice::new(seed, self.title, 1).below(70)})
        } else {
            let series = self.series_guid(seed);
            json!({
                "type": "episode", "title": format!("Part {}", self.episode), "index": self.episode,
                "parentIndex": self.season, "parentTitle": format!("Season {}", self.season),
                "grandparentTitle": self.title, "grandparentGuid": series,
                "grandparentRatingKey": escaped(&series),
                "grandparentKey": format!("/{provider}/metadata/{}", escaped(&series)),
            })
        };
        if let (Some(item), Some(more)) = (item.as_object_mut(), more.as_object()) {
            item.extend(more.clone());
        }
        item
    }

    /// Of an episode: its season, and which one it is there.
    pub(crate) const fn number(&self) -> (u64, u64) {
        (self.season, self.episode)
    }

    pub(crate) const fn is_on(&self, now: u64) -> bool {
        self.begin <= now && now < self.end
    }

    /// The broadcast.
    pub(crate) fn media(&self, now: u64) -> Value {
        let Some(channel) = CHANNELS.get(self.channel) else {
            return Value::Null;
        };
        json!({
            "id": self.id(),
            "beginsAt": self.begin,
            "endsAt": self.end,
            "duration": (self.end - self.begin) * 1000,
            "onAir": self.is_on(now),
            "origin": "livetv",
            "protocol": "livetv",
            "videoResolution": "1080",
            "channelID": self.channel + 1,
            "channelIdentifier": channel.key,
            "channelCallSign": channel.call_sign,
            "channelTitle": format!("{} {}", channel.number, channel.title),
            "channelShortTitle": channel.title,
            "channelVcn": channel.number,
            "channelThumb": format!("https://pictures.example/{}.png", channel.call_sign),
            "gridKey": channel.key,
        })
    }
}

impl Channel {
    pub(crate) fn as_json(&self) -> Value {
        json!({
            "key": self.key,
            "id": self.key,
            "gridKey": self.key,
            "identifier": self.identifier,
            "title": self.title,
            "callSign": self.call_sign,
            "channelVcn": self.number,
            "vcn": self.number,
            "hd": true,
            "isHd": true,
            "language": "en",
            "thumb": format!("https://pictures.example/{}.png", self.call_sign),
            "favorite": false,
        })
    }
}

/// A line-up, with or without its channels.
pub(crate) fn lineup(uuid: &str, with_channels: bool) -> Value {
    let mut lineup = json!({
        "uuid": uuid, "type": "lineup", "title": "Saltmouth Antenna", "lineupType": 0, "location": "Saltmouth",
    });
    if let (true, Some(members)) = (with_channels, lineup.as_object_mut()) {
        let channels = CHANNELS.iter().map(Channel::as_json).collect();
        members.insert("Channel".to_owned(), channels);
    }
    lineup
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programmes_follow_each_other_without_a_gap() {
        let day = 1_800_000_000;
        for channel in 0..CHANNELS.len() {
            let airings = between(7, channel, day, day + 86_400);
            assert!(airings[0].begin <= day && airings.last().unwrap().end >= day + 86_400);
            for pair in airings.windows(2) {
                assert_eq!(pair[0].end, pair[1].begin);
            }
            assert_eq!(at(7, channel, airings[3].begin), Some(airings[3].clone()));
        }
        assert_eq!(at(7, 99, day), None);
    }
}
