//! What minutes give away and leave open, told to those who keep the record before it is published: the publication pack,
//! undertakings without an action, and initials that fit two people.

use roundtable_tests::{Asker, Database, World};
use serde_json::{Value, json};

use crate::{cast::texts, cycle::does, feed::TABLE};

crate::cases![
    the_pack_is_what_everyone_reads_once_it_is_published,
    what_gives_something_away_stands_in_the_way_until_somebody_clears_it,
    the_pack_is_for_those_who_keep_the_record,
    an_undertaking_without_an_action_is_named_with_its_likely_owner,
    initials_that_fit_two_of_those_who_came_are_named_when_they_are_written,
];

const OPEN: &str = "body: Lamps are out in four streets.";

const PACK: &str = r#"{ meeting(by: { slug: "table-2026-01" }) { minutes { id version status publicationPack { ready
    blockers { code message clearable field record { id __typename } } publicVersion { place field text } } } } }"#;

/// The table, where the open section of January says this.
async fn saying(db: &Database, words: &str) -> World {
    assert!(TABLE.contains(OPEN));
    db.world(&TABLE.replace(OPEN, &format!("body: \"{words}\""))).await
}

async fn minutes(who: &Asker<'_>) -> Value {
    who.ask(PACK).await["meeting"]["minutes"].clone()
}

async fn the_pack_is_what_everyone_reads_once_it_is_published(db: Database) {
    let world = db.world(TABLE).await;
    let secretary = world.person("secretary");
    let read = minutes(&secretary).await;
    let pack = &read["publicationPack"];
    assert_eq!((&pack["ready"], &pack["blockers"]), (&json!(true), &json!([])));
    let shown: Vec<_> =
        pack["publicVersion"].as_array().expect("texts").iter().map(|text| text["text"].clone()).collect();
    let public =
        ["Otis Blake", "Wanda Field", "Street lighting", "Lamps are out in four streets.", "Report the broken lamps"];
    assert_eq!(shown, public);
    // Asking published nothing, and changed nothing.
    assert_eq!(minutes(&secretary).await, read);
    assert_eq!(read["status"], "AGREED");
    assert_eq!(world.public().ask("{ meetings { totalCount } }").await["meetings"]["totalCount"], 0);
    let input = json!({ "minutes": read["id"], "expectedVersion": read["version"] });
    assert_eq!(does(&secretary, "publishMinutes", input).await["userErrors"], json!([]));
    let query = r#"{ meeting(by: { slug: "table-2026-01" }) { attendance { nodes { person { displayName } } }
        agendaItems { nodes { title } } minutes { sections { body } } }
        actions(filter: { board: "table" }) { nodes { description } } }"#;
    let read = world.public().ask(query).await;
    let meeting = &read["meeting"];
    let mut reads = texts(&meeting["attendance"]["nodes"], "/person/displayName");
    reads.extend(texts(&meeting["agendaItems"]["nodes"], "/title"));
    reads.extend(texts(&meeting["minutes"]["sections"], "/body"));
    reads.extend(texts(&read["actions"]["nodes"], "/description"));
    assert_eq!(reads, public);
}

async fn what_gives_something_away_stands_in_the_way_until_somebody_clears_it(db: Database) {
    for (words, code, clearable) in [
        ("Ring 020 7946 0199.", "CONTACT", false),
        ("Of the victims, 2.5% of 118 were disabled.", "SMALL_NUMBER", true),
        ("Cora Lindt was worried.", "NAME", true),
        ("We said: the tender was discussed in private by all of us.", "CLOSED", true),
    ] {
        let world = db
            .world(
                &TABLE.replace(OPEN, &format!("body: \"{words}\"")).replace(
                    "The tender was discussed in private.",
                    "The tender was discussed in private by all of us.",
                ),
            )
            .await;
        let secretary = world.person("secretary");
        let read = minutes(&secretary).await;
        let blockers = &read["publicationPack"]["blockers"];
        assert_eq!(texts(blockers, "/code"), [code], "{words}");
        assert_eq!((&blockers[0]["clearable"], &blockers[0]["field"]), (&json!(clearable), &json!("body")), "{words}");
        assert_eq!(blockers[0]["record"]["__typename"], "MinuteSection");
        assert_eq!(read["publicationPack"]["ready"], false);
        let mut input = json!({ "minutes": read["id"], "expectedVersion": read["version"] });
        let refused = does(&secretary, "publishMinutes", input.clone()).await;
        assert_eq!(refused["userErrors"][0]["code"], "VALIDATION", "{words}: {refused}");
        assert_eq!(refused["userErrors"][0]["message"], blockers[0]["message"]);
        // What was looked at is cleared by name, and what cannot be is not.
        input["cleared"] = json!([blockers[0]["record"]["id"]]);
        let done = does(&secretary, "publishMinutes", input).await;
        assert_eq!(done["userErrors"] == json!([]), clearable, "{words}: {done}");
        let line = "{ auditEvents(filter: { operations: [DISCLOSURE] }) { nodes { deed recordKind } } }";
        let lines = secretary.ask(line).await["auditEvents"]["nodes"].clone();
        let cleared = json!({ "deed": "publishMinutes", "recordKind": "MINUTE_SECTION" });
        assert_eq!(lines.as_array().expect("lines").contains(&cleared), clearable, "{lines}");
    }
    // Nothing is cleared that is not in the way.
    let world = db.world(TABLE).await;
    let secretary = world.person("secretary");
    let read = minutes(&secretary).await;
    let sections = r#"{ meeting(by: { slug: "table-2026-01" }) { id minutes { sections { id } } } }"#;
    let meeting = secretary.ask(sections).await["meeting"].clone();
    for named in [&meeting["minutes"]["sections"][0]["id"], &meeting["id"], &read["id"], &json!("x")] {
        let input = json!({ "minutes": read["id"], "expectedVersion": read["version"], "cleared": [named] });
        let refused = does(&secretary, "publishMinutes", input).await;
        assert_eq!(refused["userErrors"][0]["field"], "cleared.0", "{refused}");
    }
}

async fn the_pack_is_for_those_who_keep_the_record(db: Database) {
    let world = saying(&db, "Otis Blake agreed to ring 020 7946 0199.").await;
    let checks = "publicationPack { ready blockers { code } } promises { sentence } ambiguousInitials { initials }";
    let query = format!(r#"{{ meeting(by: {{ slug: "table-2026-01" }}) {{ minutes {{ {checks} }} }} }}"#);
    for who in ["secretary", "chair"] {
        let read = world.person(who).ask(&query).await["meeting"]["minutes"].clone();
        assert_eq!(texts(&read["publicationPack"]["blockers"], "/code"), ["CONTACT"], "{who}");
        assert_eq!(texts(&read["promises"], "/sentence"), ["Otis Blake agreed to ring 020 7946 0199."], "{who}");
        assert_eq!(read["ambiguousInitials"], json!([]));
    }
    // Others have no such fields; and who keeps another board's record reads none of this one.
    let refused = world.person("officer").refused(&query).await;
    assert!(refused.to_string().contains("Unknown field"), "{refused}");
    // A draft has its pack, with what else it lacks; so has an edition that a correction took the place of.
    let draft = r#"{ meeting(by: { slug: "table-2025-10" }) { editions { nodes { edition
        publicationPack { ready blockers { code clearable record { id } } } } } } }"#;
    let editions = world.person("secretary").ask(draft).await["meeting"]["editions"]["nodes"].clone();
    for edition in editions.as_array().expect("editions") {
        let blockers = &edition["publicationPack"]["blockers"];
        assert_eq!(texts(blockers, "/code"), ["NOT_AGREED"], "{edition}");
        assert_eq!((&blockers[0]["clearable"], &blockers[0]["record"]), (&json!(false), &Value::Null));
    }
}

async fn an_undertaking_without_an_action_is_named_with_its_likely_owner(db: Database) {
    let words = "Northshire Police will report the broken lamps. Wanda Field said so. Otis Blake undertook to write to \
                 Wanda Field. Northshire Shelter will send the register. Somebody will send a map.";
    let world = saying(&db, words).await;
    let query = r#"{ meeting(by: { slug: "table-2026-01" }) { minutes { promises { sentence section { part }
        person { displayName } organisation { name } } } } }"#;
    let found = world.person("secretary").ask(query).await["meeting"]["minutes"]["promises"].clone();
    // The first is an action already.
    let owed = |sentence: &str, person: Value, organisation: Value| json!({ "sentence": sentence, "section": { "part": "OPEN" }, "person": person, "organisation": organisation });
    assert_eq!(
        found,
        json!([
            owed("Otis Blake undertook to write to Wanda Field.", json!({ "displayName": "Otis Blake" }), Value::Null),
            owed("Northshire Shelter will send the register.", Value::Null, json!({ "name": "Northshire Shelter" })),
            owed("Somebody will send a map.", Value::Null, Value::Null),
        ])
    );
}

async fn initials_that_fit_two_of_those_who_came_are_named_when_they_are_written(db: Database) {
    let came = "      - {person: p-worker, organisation: shelter, status: APOLOGIES, capacity: MEMBER}\n";
    let second = "      - {person: p-campaigner, organisation: coalition, status: PRESENT, capacity: MEMBER}\n";
    assert!(TABLE.contains(came));
    let table = TABLE
        .replace(came, &format!("{came}{second}"))
        .replace("{slug: p-campaigner, name: Cora Lindt", "{slug: p-campaigner, name: Olga Bern")
        .replace("status: AGREED\n        agreed_on: 2026-02-02", "status: DRAFT");
    let world = db.world(&table).await;
    let secretary = world.person("secretary");
    let read = minutes(&secretary).await;
    let deed = "mutation($input: ReviseMinutesInput!) { reviseMinutes(input: $input) { warnings { code field message }
        minutes { version ambiguousInitials { initials candidates { displayName } } } userErrors { message } } }";
    let sections = json!([
        { "part": "OPEN", "body": "Nothing." },
        { "part": "OPEN", "body": "OB reported, and WF and MOPAC heard OB's news." },
    ]);
    let input = json!({ "minutes": read["id"], "expectedVersion": read["version"], "sections": sections });
    let done = secretary.ask_with(deed, json!({ "input": input })).await["reviseMinutes"].clone();
    assert_eq!(done["userErrors"], json!([]));
    let says = "OB may be any of Otis Blake, Olga Bern, who all came: write the name in full.";
    assert_eq!(done["warnings"], json!([{ "code": "AMBIGUOUS_INITIALS", "field": "sections.1", "message": says }]));
    let candidates = json!([{ "displayName": "Otis Blake" }, { "displayName": "Olga Bern" }]);
    assert_eq!(done["minutes"]["ambiguousInitials"], json!([{ "initials": "OB", "candidates": candidates }]));
}
