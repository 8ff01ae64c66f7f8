//! A list that is decoded while it arrives gives what it gives as a whole.

use std::collections::VecDeque;

use plex_models::{
    DecodeError, Decoded, Format, Metadata, MetadataContainer,
    decode::{self, Arriving},
};
use proptest::prelude::*;

type Outcome = Result<Decoded<MetadataContainer>, DecodeError>;

/// Who reads the items.
#[derive(Debug, Clone, Copy)]
enum Reader {
    /// Whoever brings the pieces.
    Same,
    /// Others, several at a time.
    Others,
    /// Others, of whom some never come back: every portion of that number, counted from 1.
    Unreliable(usize),
}

const READERS: [Reader; 5] = [
    Reader::Same,
    Reader::Others,
    Reader::Unreliable(1),
    Reader::Unreliable(2),
    Reader::Unreliable(3),
];

fn arriving() -> Arriving<MetadataContainer, Metadata> {
    Arriving::new(
        "MediaContainer",
        "Metadata",
        |container: &mut MetadataContainer| &mut container.metadata,
    )
}

fn in_pieces(body: &[u8], size: usize, reader: Reader) -> Outcome {
    let mut arriving = arriving();
    let (mut out, mut count) = (VecDeque::new(), 0);
    for piece in body.chunks(size) {
        if let Reader::Same = reader {
            arriving.push(piece);
            continue;
        }
        if let Some(portion) = arriving.gather(piece) {
            count += 1;
            match reader {
                Reader::Unreliable(number) if count % number == 0 => drop(portion),
                _ => out.push_back(portion),
            }
        }
        if out.len() == 3 {
            out.pop_front()
                .into_iter()
                .for_each(|portion| arriving.join(portion.read()));
        }
    }
    out.into_iter()
        .for_each(|portion| arriving.join(portion.read()));
    arriving.finish()
}

fn as_a_whole(body: &[u8]) -> Outcome {
    decode::object(Format::Json, body, Some("MediaContainer"))
}

/// Long enough that some of it is read before all of it is there.
fn summary(item: usize) -> String {
    format!("{} ünd {}", "x".repeat(12_000), item)
}

fn items(count: usize) -> Vec<String> {
    let item = |index| {
        format!(
            r#"{{"ratingKey":"{index}", "title":"No. {index} \"]}}\"","summary":"{}","Genre":[{{"tag":"a"}},{{"tag":"b"}}]}}"#,
            summary(index)
        )
    };
    (0..count).map(item).collect()
}

fn body(items: &[String], after: &str) -> String {
    format!(
        r#"{{"MediaContainer":{{"size":{},"Metadata":[{}]{after}"#,
        items.len(),
        items.join(",")
    )
}

#[test]
fn whatever_the_list_holds() {
    let list = |odd: &[(usize, &str)]| {
        let mut list = items(60);
        for (place, item) in odd.iter().rev() {
            list.insert(*place, (*item).to_owned());
        }
        list
    };
    let plain = "}}";
    let bodies = [
        body(&items(60), plain),
        body(&items(60), r#","offset":7,"totalSize":60}} "#),
        body(&items(1), plain),
        body(&[], plain),
        body(&items(60), r#","Metadata":[{"title":"once more"}]}}"#),
        body(&items(60), r#","Metadata":7}}"#),
        body(&items(60), r#","Metadata":null,"new":1}}"#),
        body(&items(60), r#"},"MediaContainer":{"size":1}}"#),
        body(&items(60), r#"},"beside":true}"#),
        body(&list(&[(0, "null"), (30, "null"), (60, "null")]), plain),
        body(&list(&[(0, "7")]), plain),
        body(&list(&[(40, "7"), (41, "null")]), plain),
        body(&list(&[(0, "null"), (50, "\"text\"")]), plain),
        body(&list(&[(50, r#"[{"title":"in a list"}]"#)]), plain),
        body(
            &list(&[(50, r#"{"index":123456789012345678901234}"#)]),
            plain,
        ),
        body(&list(&[(50, r#"{"index":1e400,"new":[1e400]}"#)]), plain),
        body(&vec!["null".to_owned(); 30_000], plain),
        format!(
            r#"{{"MediaContainer":{{"Metadata":[null,{}]}}}}"#,
            vec!["7"; 40_000].join(",")
        ),
        format!("\u{feff}{}", body(&items(60), plain)),
        format!(
            r#"{{"other":[{}],"MediaContainer":{{"size":"1"}}}}"#,
            items(60).join(",")
        ),
        format!(
            r#"{{"MediaContainer":{{"Metadata":{}}}}}"#,
            items(1)[0].replace("xxx", &"y".repeat(90))
        ),
        format!("[{}]", items(60).join(",")),
        // A list that the member has more than once, also under a name written in another way.
        body(&items(60), plain).replace(r#""size":60"#, r#""Metadata":{"title":"before"}"#),
        body(&items(60), plain).replace(r#""size":60"#, r#""Metad\u0061ta":{"title":"before"}"#),
        // As deep as the parser goes in a list that is a member of an envelope.
        body(&list(&[(50, &deep(124))]), plain),
        body(&items(60), plain).replace(',', " \n,\r\n "),
        // What looks like the beginning of an item is within one, and the list is cut there.
        body(&items(60), plain).replace(
            r#""Genre":[{"tag":"a"},{"tag""#,
            r#""Metadata":[{"ratingKey":"1"},{"ratingKey""#,
        ),
    ];
    for (index, body) in bodies.iter().enumerate() {
        let whole = as_a_whole(body.as_bytes());
        assert!(whole.is_ok(), "{index}: {whole:?}");
        for size in [1 << 20, 70_001, 8192, 997] {
            for reader in READERS {
                assert_eq!(
                    in_pieces(body.as_bytes(), size, reader),
                    whole,
                    "body {index} in pieces of {size} for {reader:?}"
                );
            }
        }
    }
}

/// An item so many levels deep.
fn deep(levels: usize) -> String {
    let (open, close) = ("[".repeat(levels - 1), "]".repeat(levels - 1));
    format!(r#"{{"ratingKey":"1","new":{open}{close}}}"#)
}

/// How many portions are handed out of a body.
fn portions(body: &str) -> usize {
    let mut arriving = arriving();
    let pieces = body.as_bytes().chunks(8192);
    let portions: Vec<_> = pieces.filter_map(|piece| arriving.gather(piece)).collect();
    let count = portions.len();
    portions
        .into_iter()
        .for_each(|portion| arriving.join(portion.read()));
    assert_eq!(arriving.finish(), as_a_whole(body.as_bytes()));
    count
}

#[test]
fn a_long_list_is_handed_out() {
    let short = [r#"{"ratingKey":"1"}"#.to_owned()];
    assert_eq!(portions(&body(&short, "}}")), 0);
    let plain = body(&items(60), "}}");
    assert_eq!(portions(&plain), 3);
    // The space after commas is not before the first.
    assert_eq!(
        portions(&plain.replace("},{\"ratingKey", "}, {\"ratingKey")),
        2
    );
    // The first item is longer than the first look.
    let mut list = items(60);
    list[0] = list[0].replace("xxx", &"y".repeat(40));
    assert!(list[0].len() > 100_000);
    assert!(portions(&body(&list, "}}")) >= 2);
    // The first items have no name to begin with.
    let list = [vec!["null".to_owned(), "{}".to_owned()], items(60)].concat();
    assert!(portions(&body(&list, "}}")) >= 2);
}

#[test]
fn in_whatever_order_they_come_back() {
    let body = body(&items(60), "}}");
    let whole = as_a_whole(body.as_bytes());
    let gather = |arriving: &mut Arriving<_, _>| {
        let pieces = body.as_bytes().chunks(8192);
        let portions: Vec<_> = pieces.filter_map(|piece| arriving.gather(piece)).collect();
        assert_eq!(portions.len(), 3);
        portions
    };
    let mut reversed = arriving();
    for portion in gather(&mut reversed).into_iter().rev() {
        reversed.join(portion.read());
    }
    assert_eq!(reversed.finish(), whole);
    // A body that broke off comes anew, and what was handed out of it comes back late.
    let mut anew = arriving();
    let late = gather(&mut anew);
    anew.begin_again();
    let portions = gather(&mut anew);
    for portion in late.into_iter().chain(portions) {
        anew.join(portion.read());
    }
    assert_eq!(anew.finish(), whole);
}

#[test]
fn what_is_broken_is_told_in_the_same_words() {
    let good = body(&items(60), "}}");
    let lines = good.replace("},{", "},\n  {");
    let mut bodies: Vec<Vec<u8>> = Vec::new();
    for text in [&good, &lines] {
        for cut in [
            70_000,
            100_000,
            150_001,
            text.len() - 1,
            text.len() - 2,
            text.len() - 3,
        ] {
            bodies.push(text.as_bytes()[..cut].to_vec());
        }
        bodies.push(format!("{text} and more").into());
        bodies.push(
            text.replace(
                r#"{"ratingKey":"50""#,
                &format!(r#"{},{{"ratingKey":"50""#, deep(125)),
            )
            .into(),
        );
        bodies.push(text.replace("}]}}", "},]}}").into());
        bodies.push(text.replace("\"No. 50", "\"No.\u{7} 50").into());
        bodies.push(text.replace("\"ratingKey\":\"55\"", "ratingKey:55").into());
        bodies.push(text.replace("\"size\":60", "\"size\":60 60").into());
        let mut no_text = text.clone().into_bytes();
        no_text[140_000] = 0xff;
        bodies.push(no_text);
    }
    for (index, body) in bodies.iter().enumerate() {
        let whole = as_a_whole(body);
        assert!(whole.is_err(), "{index}");
        for size in [1 << 20, 70_001, 8192] {
            for reader in READERS {
                assert_eq!(
                    in_pieces(body, size, reader),
                    whole,
                    "body {index} in pieces of {size} for {reader:?}"
                );
            }
        }
    }
}

#[test]
fn an_item_without_an_end_is_not_read_again_and_again() {
    // With a look at each piece this would take minutes.
    let long = format!(r#"{{"summary":"{}"}}"#, "x".repeat(8 << 20));
    let body = body(&[items(1).remove(0), long], "}}");
    assert_eq!(
        in_pieces(body.as_bytes(), 512, Reader::Same),
        as_a_whole(body.as_bytes())
    );
}

proptest! {
    #![proptest_config(super::cases())]

    #[test]
    fn however_it_is_bent(
        place in 0.0..1.0_f64,
        new in prop::sample::select(vec![&b""[..], b"]", b"}", b",", b"\"", b"null", b"\xc3", b"\n", b"9"]),
        removed in 0..4_usize,
        size in prop_oneof![500..5000_usize, Just(100_000_usize)],
        reader in prop::sample::select(READERS.to_vec()),
    ) {
        let mut body = body(&items(60), "}}").into_bytes();
        let place = (place * body.len() as f64) as usize;
        let end = (place + removed).min(body.len());
        body.splice(place..end, new.iter().copied());
        prop_assert_eq!(in_pieces(&body, size, reader), as_a_whole(&body));
    }
}
