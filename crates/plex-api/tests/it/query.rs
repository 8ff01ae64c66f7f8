//! Media queries: built, written, read back, checked, and as they arrive.

use std::time::Duration;

use chrono::DateTime;
use plex_api::{
    MediaType, MediaTypeCode, Meta, Milliseconds, Query, RatingKey, TagId,
    query::{
        Comparator, Condition, Finding, Order, Problem, QueryUri, Relative, Unit, Value, ago,
        ahead, all, any, date, field, flag, number, tag, text,
    },
};
use proptest::{
    collection::vec,
    option,
    prelude::{ProptestConfig, Strategy, any as arbitrary, prop_assert_eq, prop_oneof, proptest},
    sample::select,
};

use crate::common::{mock, server};

/// A filter alone, as it is written.
fn written(condition: Condition) -> String {
    let query = Query::new().filter(condition);
    let text = query.to_string();
    assert_eq!(Query::parse(&text), Ok(query), "{text}");
    text
}

#[test]
fn every_operator_of_every_type() {
    for (condition, expected) in [
        (number("year").is(1999), "year=1999"),
        (number("year").is_not(1999), "year%21=1999"),
        (number("year").greater_than(1999), "year%3E%3E=1999"),
        (number("year").less_than(1999), "year%3C%3C=1999"),
        (number("year").at_least(1999), "year%3E=1999"),
        (number("year").at_most(1999), "year%3C=1999"),
        (text("title").contains("sea"), "title=sea"),
        (text("title").lacks("sea"), "title%21=sea"),
        (text("title").is("24"), "title%3D=24"),
        (text("title").is_not("24"), "title%21%3D=24"),
        (text("title").begins_with("The"), "title%3C=The"),
        (text("title").ends_with("Sea"), "title%3E=Sea"),
        (tag("genre").is(5), "genre=5"),
        (tag("genre").is_not(5), "genre%21=5"),
        (tag("audioLanguage").is("deu"), "audioLanguage=deu"),
        (date("addedAt").is(1_600_000_000), "addedAt=1600000000"),
        (date("addedAt").is_not(0), "addedAt%21=0"),
        (date("addedAt").after(0), "addedAt%3E%3E=0"),
        (date("addedAt").before(0), "addedAt%3C%3C=0"),
        (
            date("addedAt").within_last(3, Unit::Years),
            "addedAt%3E%3E=-3y",
        ),
        (
            date("addedAt").not_within_last(2, Unit::Months),
            "addedAt%3C%3C=-2mon",
        ),
        (
            date("addedAt").before(ahead(2, Unit::Weeks)),
            "addedAt%3C%3C=%2B2w",
        ),
        (flag("unwatched").is(true), "unwatched=1"),
        (flag("unwatched").is(false), "unwatched=0"),
        (
            field("custom").compare(Comparator::NotExact, "x"),
            "custom%21%3D=x",
        ),
    ] {
        assert_eq!(written(condition), expected);
    }
}

#[test]
fn every_kind_of_value() {
    let moment = DateTime::from_timestamp(1_600_000_000, 0).unwrap();
    for (value, expected) in [
        (Value::from("Æther & more"), "Æther & more"),
        (Value::from(-1), "-1"),
        (Value::from(8.5), "8.5"),
        (Value::from(8.0), "8"),
        (Value::from(true), "1"),
        (Value::from(moment), "1600000000"),
        (Value::from(Duration::from_secs(90)), "90000"),
        (Value::from(Milliseconds(90)), "90"),
        (Value::from(TagId(5)), "5"),
        (Value::from(RatingKey::from("55")), "55"),
        (Value::from(ago(1, Unit::Minutes)), "-1m"),
        (Value::from(ago(1, Unit::Hours)), "-1h"),
        (Value::from(ago(1, Unit::Days)), "-1d"),
        (Value::from(ago(1, Unit::Weeks)), "-1w"),
        (Value::from(ago(1, Unit::Months)), "-1mon"),
        (Value::from(ago(1, Unit::Years)), "-1y"),
        (Value::from(ahead(30, Unit::Seconds)), "+30"),
    ] {
        assert_eq!(value, expected);
    }
    for comparator in Comparator::ALL {
        assert_eq!(Comparator::from_key(comparator.as_str()), Some(comparator));
    }
    assert_eq!(Comparator::from_key(">"), None);
    assert_eq!(Value::from(moment).as_date(), Some(moment));
    assert_eq!(Value::from("-1mon").as_date(), None);
    assert_eq!(
        Value::from("-1mon").as_relative(),
        Some(ago(1, Unit::Months))
    );
    for text in ["3y", "-3x", "-y", "", "-", "+-3d", "-3 y", "-3é"] {
        assert_eq!(Value::from(text).as_relative(), None, "{text}");
        assert!(text.parse::<Relative>().is_err());
    }
}

#[test]
fn several_values_are_alternatives() {
    let expected = "genre=5%2C6";
    assert_eq!(written(tag("genre").is([5, 6])), expected);
    assert_eq!(written(tag("genre").is(vec![TagId(5), TagId(6)])), expected);
    assert_eq!(written(tag("genre").is(&["5", "6"][..])), expected);
    assert_eq!(written(tag("genre").is("5,6")), expected);
    assert_eq!(tag("genre").is("5,6"), tag("genre").is([5, 6]));
    assert_eq!(written(tag("genre").is(Vec::<i64>::new())), "genre=");
    assert_eq!(Query::parse("genre=5,6"), Query::parse(expected));
}

#[test]
fn groups() {
    let [a, b, c] = ["a", "b", "c"].map(|name| number(name).is(1));
    for (condition, expected) in [
        (all([a.clone(), b.clone()]), "push=1&a=1&b=1&pop=1"),
        (any([a.clone(), b.clone()]), "push=1&a=1&or=1&b=1&pop=1"),
        (
            a.clone() & b.clone() | c.clone(),
            "push=1&push=1&a=1&b=1&pop=1&or=1&c=1&pop=1",
        ),
        (
            a.clone() & (b.clone() | c.clone()),
            "push=1&a=1&push=1&b=1&or=1&c=1&pop=1&pop=1",
        ),
        (
            a.clone() | b.clone() | c.clone(),
            "push=1&a=1&or=1&b=1&or=1&c=1&pop=1",
        ),
        (
            a.clone() & b.clone() & c.clone(),
            "push=1&a=1&b=1&c=1&pop=1",
        ),
        // What says nothing is not written.
        (any([a.clone()]), "a=1"),
        (all([any([]), any([a.clone(), all([])])]), "a=1"),
        (any([]), ""),
    ] {
        assert_eq!(written(condition), expected);
    }
    // Neither is it when somebody puts a tree together by hand.
    let mut query = Query::new();
    query.filters = vec![
        Condition::Any(vec![]),
        Condition::All(vec![Condition::Any(vec![
            a.clone(),
            Condition::All(vec![]),
        ])]),
    ];
    assert_eq!(query.to_string(), "a=1");
    let names: Vec<_> = Query::new()
        .filter(a.clone() & (b | c))
        .filter(a)
        .comparisons()
        .map(|comparison| comparison.field.clone())
        .collect();
    assert_eq!(names, ["a", "b", "c", "a"]);
}

#[test]
fn everything_else_of_the_language() {
    let query = Query::of(MediaType::Episode)
        .source_type(MediaType::Show)
        .filter(text("title").is("24"))
        .filter(text("title").of(MediaType::Episode).contains("8:00 A.M."))
        .sort("show.titleSort:desc,season.index:nullsLast")
        .sort_desc("year")
        .sort_by(Order::by("episode.index").descending().nulls_last())
        .group("title")
        .limit(10)
        .option("includeGuids", false)
        .option("includeGuids", true)
        .option("having", "min(x) > 1");
    let expected = "type=4&sourceType=2&title%3D=24&episode.title=8%3A00%20A.M.\
        &sort=show.titleSort%3Adesc%2Cseason.index%3AnullsLast%2Cyear%3Adesc%2Cepisode.index%3Adesc%3AnullsLast\
        &group=title&limit=10&includeGuids=1&having=min%28x%29%20%3E%201";
    assert_eq!(query.to_string(), expected);
    assert_eq!(Query::parse(expected), Ok(query.clone()));
    assert_eq!(query.comparisons().last().unwrap().level(), Some("episode"));
    assert_eq!(Query::default().to_string(), "");
    assert_eq!(Query::parse(""), Ok(Query::new()));
}

#[test]
fn what_others_write_is_read() {
    let year = || number("year").greater_than(1999);
    for (written, meant) in [
        // Not escaped.
        (
            "?type=1&year>>=1999",
            Query::of(MediaType::Movie).filter(year()),
        ),
        ("title==24", Query::new().filter(text("title").is("24"))),
        ("title!==24&genre!=5", {
            let query = Query::new().filter(text("title").is_not("24"));
            query.filter(tag("genre").is_not(5))
        }),
        // Escaped in small letters and where it need not be; spaces as plus; an equals sign that is escaped.
        ("%79ear%3e%3e=1999", Query::new().filter(year())),
        (
            "title=a+b%2B%3D%26",
            Query::new().filter(text("title").contains("a b+=&")),
        ),
        // The other and, wherever it stands; marks without a value.
        (
            "push=1&and=1&and=1&a=1&b=2&c=3&pop=1&and=1&d=4",
            Query::new()
                .filter(all([
                    number("a").is(1),
                    number("b").is(2),
                    number("c").is(3),
                ]))
                .filter(number("d").is(4)),
        ),
        (
            "push=&a=1&or=&b=2&pop=",
            Query::new().filter(any([number("a").is(1), number("b").is(2)])),
        ),
        // And binds tighter than or.
        (
            "type=1&a=1&b=2&or=1&c=3&limit=5",
            Query::of(MediaType::Movie)
                .filter(any([
                    all([number("a").is(1), number("b").is(2)]),
                    number("c").is(3),
                ]))
                .limit(5),
        ),
        // Groups of nothing, parameters within groups, nothing between separators.
        (
            "push=1&pop=1&&push=1&type=1&sort=a:asc&year%3E%3E=1999&pop=1&",
            Query::of(MediaType::Movie).filter(year()).sort("a"),
        ),
        (
            "sort=a&sort=b%3Adesc%3Aodd",
            Query::new().sort("a,b:desc:odd"),
        ),
        ("type=99", Query::of("99")),
    ] {
        assert_eq!(Query::parse(written), Ok(meant), "{written}");
    }
}

#[test]
fn unknown_parameters_are_kept() {
    let text = "viewCount=1&includeGuids=1&excludeElements=Media&X-Plex-Container-Size=0&having=x&includeGuids=0";
    let query = Query::parse(text).unwrap();
    assert_eq!(query.other.len(), 5);
    assert_eq!(query.to_string(), text);
    // What nobody knows may be a field of somebody's own.
    assert_eq!(
        Query::parse("odd=1"),
        Ok(Query::new().filter(field("odd").compare(Comparator::Equal, 1)))
    );
    assert_eq!(Query::parse("included=1").unwrap().other, []);
}

#[test]
fn errors_say_where_what_and_what_to_do() {
    for (text, position, problem) in [
        ("year", 0, Problem::NoEquals),
        ("a=1&year", 4, Problem::NoEquals),
        ("=5", 0, Problem::NoName),
        ("a=1&%3E%3E=5", 4, Problem::NoName),
        ("a=100%", 5, Problem::BadEscape),
        ("a=1&b=%2x&c=1", 6, Problem::BadEscape),
        ("?a%=1", 2, Problem::BadEscape),
        ("a=%ff", 2, Problem::NotUtf8),
        ("a=1&pop=1", 4, Problem::Unopened),
        ("a=1&push=1&push=1&b=1&pop=1", 4, Problem::Unclosed),
        ("or=1&a=1", 0, Problem::Dangling),
        ("a=1&or=1", 4, Problem::Dangling),
        ("a=1&or=1&or=1&b=1", 9, Problem::Dangling),
        ("push=1&a=1&or=1&pop=1&b=1", 11, Problem::Dangling),
        ("push=1&pop=1&or=1&b=1", 13, Problem::Dangling),
        ("push=2&a=1&pop=1", 5, Problem::NoMark("push".into())),
        ("a=1&or=0&b=1", 7, Problem::NoMark("or".into())),
        ("limit=many", 6, Problem::NoNumber),
        ("limit=-1", 6, Problem::NoNumber),
        ("type=1&type=2", 7, Problem::Twice("type".into())),
        ("limit=1&limit=1", 8, Problem::Twice("limit".into())),
        ("group=a&group=b", 8, Problem::Twice("group".into())),
        ("a=1&X-Plex-Token=secret", 4, Problem::Token),
    ] {
        let error = Query::parse(text).unwrap_err();
        assert_eq!(
            (error.position(), error.problem()),
            (position, &problem),
            "{text}"
        );
        assert!(!error.to_string().contains("secret"));
    }
    let error = Query::parse("year=1999&pop=1").unwrap_err();
    assert_eq!(
        error.to_string(),
        "byte 10 of the query: `pop=1` closes a group that no `push=1` opened; remove it, or open the group before"
    );
    let error = plex_api::Error::from(error);
    assert!(error.to_string().starts_with("byte 10"));
}

#[test]
fn groups_lie_in_each_other_within_bounds() {
    let nested = |depth: usize, inner: &str| {
        format!("{}z=1{}", "push=1&a=1&".repeat(depth), inner.repeat(depth))
    };
    let deep = Query::parse(&nested(64, "&pop=1")).unwrap();
    assert_eq!(Query::parse(&deep.to_string()), Ok(deep));
    let error = Query::parse(&nested(65, "&pop=1")).unwrap_err();
    assert_eq!(error.problem(), &Problem::TooDeep);
    // Parentheses that change nothing do not count.
    let idle = format!(
        "{}z=1{}",
        "push=1&".repeat(100_000),
        "&pop=1".repeat(100_000)
    );
    assert_eq!(Query::parse(&idle).unwrap().to_string(), "z=1");
}

#[test]
fn addresses_of_smart_lists() {
    let query = Query::of(MediaType::Movie)
        .filter(number("year").greater_than(1999))
        .sort("titleSort");
    let written = "server://0123abcd/com.plexapp.plugins.library/library/sections/1/all\
        ?type=1&year%3E%3E=1999&sort=titleSort";
    let uri = query.uri("0123abcd", "1");
    assert_eq!(uri.to_string(), written);
    assert_eq!(written.parse::<QueryUri>(), Ok(uri));

    for stored in [
        "library://x/directory/%2Flibrary%2Fsections%2F1%2Fall%3Ftype%3D1%26sort%3DtitleSort%26year%253E%253E%3D1999",
        "library://x/directory/%2flibrary%2fsections%2f1%2fall%3ftype%3d1%26sort%3dtitleSort%26year%3E%3E%3d1999",
        "server://0123abcd/com.plexapp.plugins.library/directory/%2Flibrary%2Fsections%2F1%2Fall%3Ftype%3D1%26year%3E%3E%3D1999%26sort%3DtitleSort",
        "/library/sections/1/all?type=1&year%3E%3E=1999&sort=titleSort",
    ] {
        let uri = QueryUri::parse(stored).unwrap();
        assert_eq!(uri.query, query, "{stored}");
        assert_eq!(uri.section(), Some("1".into()));
        assert_eq!(uri.server.is_some(), stored.starts_with("server"));
    }
    assert_eq!(QueryUri::parse("/library/all").unwrap().section(), None);
    assert_eq!(
        Query::new().uri("a", "1 2/3").section(),
        Some("1 2/3".into())
    );
    for wrong in [
        "",
        "server://",
        "server://a",
        "server://a/b",
        "library://a",
        "http://a/b",
        "library://x/directory/a",
        "library://x/directory/%2Fdirectory%2F%252Fa",
    ] {
        let error = QueryUri::parse(wrong).unwrap_err();
        assert_eq!(error.problem(), &Problem::NoAddress, "{wrong}");
    }
    let error = QueryUri::parse("server://a/b/c?a=1&pop=1").unwrap_err();
    assert_eq!(
        (error.position(), error.problem()),
        (19, &Problem::Unopened)
    );
}

/// What a library tells of itself, made after the shape of real ones.
fn meta() -> Meta {
    serde_json::from_str(
        r#"{
        "Type": [
            {"type": "show", "Filter": [{"filter": "network"}],
             "Sort": [{"key": "titleSort", "descKey": "titleSort:desc"}],
             "Field": [
                {"key": "show.title", "type": "string"}, {"key": "show.genre", "type": "tag"},
                {"key": "show.year", "type": "integer"}, {"key": "show.addedAt", "type": "date"}]},
            {"type": "season"},
            {"type": "episode",
             "Sort": [{"key": "show.titleSort,season.index:nullsLast", "descKey": "show.titleSort:desc"}],
             "Field": [
                {"key": "episode.title", "type": "string"}, {"key": "episode.unwatched", "type": "boolean"}]}],
        "FieldType": [
            {"type": "tag", "Operator": [{"key": "="}, {"key": "!="}]},
            {"type": "integer", "Operator": [{"key": "="}, {"key": "!="}, {"key": ">>="}, {"key": "<<="}]},
            {"type": "string", "Operator": [{"key": "="}, {"key": "=="}, {"key": "<="}]},
            {"type": "boolean", "Operator": [{"key": "="}, {"key": "!="}]},
            {"type": "date", "Operator": [{"key": ">>="}, {"key": "<<="}]}]}"#,
    )
    .unwrap()
}

#[test]
fn a_query_that_a_library_knows() {
    for query in [
        Query::of(MediaType::Show)
            .filter(text("title").contains("a"))
            .filter(any([
                tag("show.genre").is(5),
                number("year").greater_than(1999),
            ]))
            .filter(date("addedAt").within_last(3, Unit::Years))
            .filter(tag("network").is(5))
            .sort("titleSort:desc,year"),
        Query::of(MediaType::Episode)
            .filter(flag("unwatched").is(true))
            .filter(text("show.title").is("24"))
            .sort("show.titleSort,season.index:nullsLast"),
        Query::of(MediaType::Episode)
            .source_type(MediaType::Show)
            .filter(tag("genre").is(5)),
        Query::new().filter(tag("genre").is(5)),
        Query::new().filter(tag("season.index").is(5)),
        // A level that tells nothing.
        Query::of(MediaType::Season)
            .filter(tag("label").is(5))
            .sort("index"),
        Query::new(),
    ] {
        assert_eq!(query.check(&meta()), [], "{query}");
    }
    // Nothing is known of a library that tells nothing.
    let told = Query::of(MediaType::Movie)
        .sort("a")
        .check(&Meta::default());
    assert_eq!(told, []);
}

#[test]
fn findings_name_what_there_is() {
    let shown = |query: Query| {
        let findings = query.check(&meta());
        findings.iter().map(Finding::to_string).collect::<Vec<_>>()
    };
    assert_eq!(
        shown(Query::of(MediaType::Show).filter(number("yaer").is(1999))),
        ["the library tells of no field yaer; the nearest are year, genre, season.index"]
    );
    // The field is one of another level.
    assert_eq!(
        shown(Query::of(MediaType::Episode).filter(tag("genre").is(5))),
        ["the library tells of no field genre; the nearest are show.genre, show.year, title"]
    );
    assert_eq!(
        shown(
            Query::of(MediaType::Show)
                .filter(any([
                    number("year").at_least(1999),
                    text("genre").begins_with("a")
                ]))
                .filter(text("title").is_not("x"))
        ),
        [
            "year is of type integer, for which the library offers = != >>= <<=, not >=, though the language has it",
            "genre is of type tag, for which the library offers = !=, not <=",
            "title is of type string, for which the library offers = == <=, not !==, though the language has it",
        ]
    );
    assert_eq!(
        shown(
            Query::of(MediaType::Show)
                .filter(number("year").is(["1999", "x"]))
                .filter(date("addedAt").after("yesterday"))
                .filter(number("episode.unwatched").is(2))
        ),
        [
            "year is of type integer, and \"x\" is not",
            "addedAt is of type date, and \"yesterday\" is not",
            "episode.unwatched is of type boolean, and \"2\" is not",
        ]
    );
    assert_eq!(
        shown(Query::of(MediaType::Movie).sort("titelSort")),
        [
            "the library has no type 1; it has show, season, episode",
            "the library tells of no order by titelSort; the nearest are show.titleSort, season.index",
        ]
    );
}

#[tokio::test]
async fn a_query_arrives_as_it_was_meant() {
    let mock = mock().await;
    let server = server(&mock).await;
    let query = Query::of(MediaType::Movie)
        .filter(number("year").greater_than(1999))
        .filter(any([
            tag("genre").is([5, 6]),
            number("rating").at_least(8.5),
        ]))
        .filter(text("title").is_not("Æther & more = 100 %"))
        .filter(date("addedAt").before(ahead(1, Unit::Days)))
        .sort("titleSort")
        .sort_desc("year")
        .limit(50)
        .option("includeGuids", true);
    server.library().items("1").matching(&query).await.unwrap();
    let arrived = mock.requests()[0].query.clone();
    assert_eq!(arrived, query.pairs());
    assert_eq!(
        arrived,
        [
            ("type", "1"),
            ("year>>", "1999"),
            ("push", "1"),
            ("genre", "5,6"),
            ("or", "1"),
            ("rating>", "8.5"),
            ("pop", "1"),
            ("title!=", "Æther & more = 100 %"),
            ("addedAt<<", "+1d"),
            ("sort", "titleSort,year:desc"),
            ("limit", "50"),
            ("includeGuids", "1"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
    );
}

#[tokio::test]
async fn a_stored_query_is_asked_again_page_by_page() {
    let mock = mock().await;
    let server = server(&mock).await;
    let stored =
        "library://x/directory/%2Flibrary%2Fsections%2F1%2Fall%3Ftype%3D1%26year%253E%253E%3D1900";
    let uri = QueryUri::parse(stored).unwrap();
    let section = uri.section().unwrap();
    let mut pages = server.library().items(section).matching(&uri.query).pages();
    for _ in 0..2 {
        pages.try_next().await.unwrap().unwrap();
    }
    for request in mock.requests() {
        assert_eq!(request.path, "/library/sections/1/all");
        assert_eq!(request.query("type"), Some("1"));
        assert_eq!(request.query("year>>"), Some("1900"));
    }
    assert_eq!(mock.requests().len(), 2);
}

/// Names that are no words of the language.
fn name() -> impl Strategy<Value = String> {
    (
        "[a-z][a-zA-Z0-9]{0,6}",
        option::of(select(vec!["show", "episode", "träck"])),
    )
        .prop_map(|(name, level)| {
            // Behind `x` no name is a word of the language.
            let name = format!("x{name}");
            level.map_or(name.clone(), |level| format!("{level}.{name}"))
        })
}

fn condition() -> impl Strategy<Value = Condition> {
    let values = vec(arbitrary::<String>(), 0..3);
    let comparison = (name(), select(Comparator::ALL.to_vec()), values)
        .prop_map(|(name, comparator, values)| field(name).compare(comparator, values));
    comparison.prop_recursive(5, 40, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(all),
            vec(inner.clone(), 0..4).prop_map(any),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| a & b),
            (inner.clone(), inner).prop_map(|(a, b)| a | b),
        ]
    })
}

fn query() -> impl Strategy<Value = Query> {
    let order = (name(), arbitrary::<bool>(), arbitrary::<bool>()).prop_map(
        |(name, descending, nulls_last)| {
            let mut order = Order::by(name);
            order.descending = descending;
            order.nulls_last = nulls_last;
            order
        },
    );
    (
        option::of(select(MediaTypeCode::KNOWN.to_vec())),
        option::of(arbitrary::<u8>()),
        vec(condition(), 0..4),
        vec(order, 0..3),
        option::of(arbitrary::<String>()),
        option::of(arbitrary::<u64>()),
        vec(
            (
                "(include|exclude|X-Plex-)[A-Z][a-zA-Z]{0,5}",
                arbitrary::<String>(),
            ),
            0..3,
        ),
    )
        .prop_map(
            |(media_type, source_type, filters, sort, group, limit, options)| {
                let mut query = filters.into_iter().fold(Query::new(), Query::filter);
                query.media_type = media_type;
                query.source_type = source_type.map(|code| MediaTypeCode::from(code.to_string()));
                query = sort.into_iter().fold(query, Query::sort_by);
                query.group = group;
                query.limit = limit;
                query.other = options;
                query
            },
        )
}

/// Queries in the form in which they are written here, made without the code that writes them.
fn canonical() -> impl Strategy<Value = String> {
    let operators = vec!["", "%21", "%3D", "%21%3D", "%3E%3E", "%3C%3C", "%3E", "%3C"];
    let comparison = (
        "x[a-z]{1,5}",
        select(operators),
        "([a-z0-9.~_-]|%20|%2C|%26|%3D|%C3%A6){0,6}",
    )
        .prop_map(|(name, operator, value)| format!("{name}{operator}={value}"));
    let filter = comparison.prop_recursive(4, 30, 4, |inner| {
        (vec(inner, 2..4), select(vec!["&", "&or=1&"]))
            .prop_map(|(inner, between)| format!("push=1&{}&pop=1", inner.join(between)))
    });
    (
        option::of("type=[1-9]"),
        option::of("sourceType=[1-9]"),
        vec(filter, 0..4),
        option::of("sort=[a-z]{1,4}(%3Adesc)?(%3AnullsLast)?(%2C[a-z]{1,4})?"),
        option::of("group=[a-z]{1,4}"),
        option::of("limit=[1-9][0-9]{0,3}"),
        option::of("includeGuids=[01]"),
    )
        .prop_map(
            |(media_type, source_type, filters, sort, group, limit, other)| {
                let filters = filters.into_iter();
                let parts = media_type.into_iter().chain(source_type).chain(filters);
                let parts: Vec<_> = parts
                    .chain(sort)
                    .chain(group)
                    .chain(limit)
                    .chain(other)
                    .collect();
                parts.join("&")
            },
        )
}

/// Texts that look like queries more or less.
fn nearly() -> impl Strategy<Value = String> {
    let pieces = [
        "push=1",
        "pop=1",
        "or=1",
        "and=1",
        "&",
        "&",
        "&",
        "=",
        "a=1",
        "b%3E%3E=2,3",
        "type=1",
        "sort=a:desc,:asc",
        "limit=5",
        "includeGuids=1",
        "%",
        "%ff",
        "+",
        "?",
        "é",
        ":",
        ",",
        "push",
        "X-Plex-Token=",
    ];
    vec(select(pieces.to_vec()), 0..30).prop_map(|pieces| pieces.concat())
}

/// Reads anything; what can be read at all says the same when it is written and read again.
fn read_without_panic(text: &str) {
    if let Ok(query) = Query::parse(text) {
        let written = query.to_string();
        assert_eq!(
            Query::parse(&written),
            Ok(query),
            "{text:?} became {written:?}"
        );
    }
    if let Ok(uri) = QueryUri::parse(text) {
        let _ = uri.section();
        let written = uri.to_string();
        assert_eq!(
            QueryUri::parse(&written),
            Ok(uri),
            "{text:?} became {written:?}"
        );
    }
    let _ = text.parse::<Relative>();
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_built_reads_back_the_same(query in query()) {
        prop_assert_eq!(Query::parse(&query.to_string()), Ok(query.clone()));
        // The same through the hands of a server, which escapes in its own way.
        let text: String = query.pairs().iter().fold(String::new(), |text, (name, value)| {
            let mut form = url::form_urlencoded::Serializer::new(text);
            form.append_pair(name, value);
            form.finish()
        });
        prop_assert_eq!(Query::parse(&text), Ok(query));
    }

    #[test]
    fn what_is_written_here_is_written_again_the_same(text in canonical()) {
        prop_assert_eq!(Query::parse(&text).map(|query| query.to_string()), Ok(text));
    }

    #[test]
    fn addresses_read_back_the_same(query in query(), server in "[0-9a-f]{1,8}", section in "[^./?#]{1,5}") {
        let uri = query.uri(server, section.as_str());
        prop_assert_eq!(uri.section(), Some(section.as_str().into()));
        prop_assert_eq!(QueryUri::parse(&uri.to_string()), Ok(uri));
    }

    #[test]
    fn nothing_panics(bytes in vec(arbitrary::<u8>(), 0..200), nearly in nearly(), anything in arbitrary::<String>()) {
        read_without_panic(&String::from_utf8_lossy(&bytes));
        read_without_panic(&nearly);
        read_without_panic(&anything);
        for prefix in ["server://a/b/c?", "library://x/directory/", "/a?"] {
            read_without_panic(&format!("{prefix}{nearly}"));
        }
    }
}
