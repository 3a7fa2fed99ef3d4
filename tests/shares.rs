//! Shares of papers as they are given and ended (R10; case 53): whom they open a paper to, until when, and what is refused.

use roundtable_tests::{Asker, Database, World};
use serde_json::{Value, json};

use crate::{
    cases_papers::{paper, sees},
    cast::{BOARD, cast},
    deed::{self, came, mistake, mistakes},
};

crate::cases![
    case_53_the_secretariat_shares_a_paper_for_a_time_and_ends_it_before,
    a_share_with_an_organisation_is_for_its_people_that_day_and_for_no_system,
    a_share_opens_nothing_that_an_embargo_or_a_marking_closes,
    a_paper_of_no_board_is_shared_by_its_authors_and_one_of_a_board_by_its_secretariat,
    a_share_is_given_once_until_a_day_that_is_near,
    whom_a_share_names_and_its_giver_may_not_see_is_answered_like_what_is_missing,
    who_was_given_a_paper_is_told_to_nobody_else,
];

/// Does a deed on a paper. Answers the payload.
async fn does(who: &Asker<'_>, deed: &str, input: &Value) -> Value {
    let what =
        "accessGrants { id reason from until endedAt active person { slug } organisation { slug } grantedBy { slug } }";
    deed::does(who, deed, what, input).await
}

/// The board with a paper of it, on the first of March 2022.
async fn world(db: &Database, rest: &str) -> World {
    let world = cast(db, &[BOARD, &paper(rest)]).await;
    world.at("2022-03-01T12:00:00Z");
    world
}

async fn id(who: &Asker<'_>, noun: &str, slug: &str) -> Value {
    who.ask(&format!(r#"{{ it: {noun}(by: {{ slug: "{slug}" }}) {{ id }} }}"#)).await["it"]["id"].clone()
}

async fn sharing(who: &Asker<'_>, with: Value) -> Value {
    json!({ "paper": id(who, "paper", "paper").await, "with": with, "until": "2022-04-01T12:00:00Z", "reason": "To read it." })
}

async fn case_53_the_secretariat_shares_a_paper_for_a_time_and_ends_it_before(db: Database) {
    let world = world(&db, "status: DRAFT, owner: mopac, on_request: true").await;
    let (secretary, nurse) = (world.person("secretary"), world.person("nurse"));
    assert_eq!(sees(world.person("nurse")).await, "stub");
    let with = json!([{ "person": id(&secretary, "person", "nurse").await }, { "person": id(&secretary, "person", "police").await }]);
    let shares = came(&does(&secretary, "sharePaper", &sharing(&secretary, with).await).await);
    assert_eq!(
        json!([
            shares[0]["person"],
            shares[0]["grantedBy"],
            shares[0]["from"],
            shares[0]["until"],
            shares[0]["active"],
            shares[0]["reason"]
        ]),
        json!([{ "slug": "nurse" }, { "slug": "secretary" }, "2022-03-01T12:00:00Z", "2022-04-01T12:00:00Z", true, "To read it."])
    );
    for (who, how) in [("nurse", "full"), ("police", "full"), ("prosecutor", "stub"), ("stranger", "hidden")] {
        assert_eq!(sees(world.person(who)).await, how, "{who}");
    }
    let mine = "{ viewer { accessGrants { nodes { paper { slug } reason } } } }";
    assert_eq!(
        nurse.ask(mine).await["viewer"]["accessGrants"]["nodes"],
        json!([{ "paper": { "slug": "paper" }, "reason": "To read it." }])
    );
    // One is ended, at once; the other runs out by itself.
    let ending = json!({ "paper": id(&secretary, "paper", "paper").await, "shares": [shares[0]["id"]] });
    let ended = came(&does(&secretary, "endShares", &ending).await);
    assert_eq!(json!([ended[0]["endedAt"], ended[0]["active"]]), json!(["2022-03-01T12:00:00Z", false]));
    assert_eq!((sees(world.person("nurse")).await, sees(world.person("police")).await), ("stub", "full"));
    let again = mistake(&does(&secretary, "endShares", &ending).await);
    assert_eq!((again.0.as_str(), again.1.as_str()), ("VALIDATION", "shares.0"));
    world.at("2022-03-31T12:00:00Z");
    assert_eq!(sees(world.person("police")).await, "full");
    world.at("2022-04-01T12:00:00Z");
    assert_eq!(sees(world.person("police")).await, "stub");
    let lines =
        "{ auditEvents(filter: { operations: [DISCLOSURE, ALTERATION] }) { nodes { deed operation recordKind } } }";
    assert_eq!(
        world.person("secretary").ask(lines).await["auditEvents"]["nodes"],
        json!([
            { "deed": "endShares", "operation": "ALTERATION", "recordKind": "PAPER" },
            { "deed": "sharePaper", "operation": "DISCLOSURE", "recordKind": "PAPER" },
        ])
    );
}

async fn a_share_with_an_organisation_is_for_its_people_that_day_and_for_no_system(db: Database) {
    let world = world(&db, "status: DRAFT, owner: mopac").await;
    let secretary = world.person("secretary");
    assert_eq!(sees(world.person("stranger")).await, "hidden");
    let with = json!([{ "organisation": id(&secretary, "organisation", "imkaan").await }, { "organisation": id(&secretary, "organisation", "mps").await }]);
    came(&does(&secretary, "sharePaper", &sharing(&secretary, with).await).await);
    for (who, how) in [("advocate", "full"), ("officer", "full"), ("stranger", "hidden"), ("nurse", "hidden")] {
        assert_eq!(sees(world.person(who)).await, how, "{who}");
    }
    assert_eq!(sees(world.person("mover").wearing("mps")).await, "full");
    assert_eq!(sees(world.person("mps-system")).await, "hidden");
}

async fn a_share_opens_nothing_that_an_embargo_or_a_marking_closes(db: Database) {
    for (rest, how) in
        [("dated: 2022", "full"), ("embargo: {}", "hidden"), ("marking: {recipients: [secretary]}", "hidden")]
    {
        let world = world(&db, &format!("status: DRAFT, owner: mopac, authors: [{{person: secretary}}], {rest}")).await;
        let secretary = world.person("secretary");
        let with = json!([{ "person": id(&secretary, "person", "nurse").await }]);
        came(&does(&secretary, "sharePaper", &sharing(&secretary, with).await).await);
        assert_eq!(sees(world.person("nurse")).await, how, "{rest}");
    }
}

async fn a_paper_of_no_board_is_shared_by_its_authors_and_one_of_a_board_by_its_secretariat(db: Database) {
    let of_board = world(&db, "status: DRAFT, authors: [{person: police, organisation: mps}]").await;
    let of_none = cast(
        &db,
        &[BOARD, &paper("status: DRAFT, authors: [{person: police, organisation: mps}]").replace("board: board, ", "")],
    )
    .await;
    of_none.at("2022-03-01T12:00:00Z");
    for (world, may, may_not) in [(&of_board, "secretary", "police"), (&of_none, "police", "officer")] {
        let can = r#"{ paper(by: { slug: "paper" }) { viewerCan { share endShares } } }"#;
        for (who, may) in [(may, true), (may_not, false)] {
            let asker = world.person(who);
            assert_eq!(asker.ask(can).await["paper"]["viewerCan"], json!({ "share": may, "endShares": may }), "{who}");
            let with = json!([{ "organisation": id(&asker, "organisation", "nhs").await }]);
            let payload = does(&asker, "sharePaper", &sharing(&asker, with).await).await;
            if may {
                came(&payload);
            } else {
                assert_eq!(mistake(&payload).0, "FORBIDDEN", "{who}");
            }
        }
    }
    // Whom it is shared with reads it, and shares it no further.
    let nurse = of_board.person("nurse");
    let with = json!([{ "organisation": id(&nurse, "organisation", "tfl").await }]);
    assert_eq!(mistake(&does(&nurse, "sharePaper", &sharing(&nurse, with).await).await).0, "FORBIDDEN");
}

async fn a_share_is_given_once_until_a_day_that_is_near(db: Database) {
    let world = world(&db, "status: DRAFT, owner: mopac").await;
    let secretary = world.person("secretary");
    let (nurse, police) = (id(&secretary, "person", "nurse").await, id(&secretary, "person", "police").await);
    let good = sharing(&secretary, json!([{ "person": nurse }])).await;
    for (until, says) in [("2022-03-01T12:00:00Z", "over already"), ("2023-03-03T12:00:01Z", "a year at most")] {
        let (_, field, message) =
            mistake(&does(&secretary, "sharePaper", &deed::with(good.clone(), json!({ "until": until }))).await);
        assert!(field == "until" && message.contains(says), "{message}");
    }
    came(&does(&secretary, "sharePaper", &good).await);
    let both = json!([{ "person": police }, { "person": nurse }]);
    let (_, field, message) =
        mistake(&does(&secretary, "sharePaper", &deed::with(good.clone(), json!({ "with": both }))).await);
    assert!(field == "with.1" && message.contains("2022-04-01"), "{message}");
    assert_eq!(sees(world.person("police")).await, "hidden", "all of them or none");
    let twice = json!([{ "person": police }, { "person": police }]);
    assert_eq!(
        mistake(&does(&secretary, "sharePaper", &deed::with(good.clone(), json!({ "with": twice }))).await).1,
        "with.1"
    );
    let nobody = deed::with(good.clone(), json!({ "with": [] }));
    assert_eq!(mistake(&does(&secretary, "sharePaper", &nobody).await).1, "with");
    // What was withdrawn is opened to nobody; its shares can still be ended.
    let paper = secretary.ask(r#"{ paper(by: { slug: "paper" }) { id version } }"#).await["paper"].clone();
    let gone = deed::on(("paper", &paper), json!({ "reason": "A mistake." }));
    came(&deed::does(&secretary, "withdrawPaper", "paper { id }", &gone).await);
    let late = deed::with(good, json!({ "with": [{ "person": police }] }));
    let (code, _, message) = mistake(&does(&secretary, "sharePaper", &late).await);
    assert!(code == "CONFLICT" && message.contains("WITHDRAWN"), "{message}");
}

async fn whom_a_share_names_and_its_giver_may_not_see_is_answered_like_what_is_missing(db: Database) {
    let world = world(&db, "status: DRAFT, owner: mopac").await;
    let secretary = world.person("secretary");
    let hidden = id(&world.person("stranger"), "person", "stranger").await;
    assert_eq!(id(&secretary, "person", "stranger").await, Value::Null);
    let never = json!(format!("{}AA", &hidden.as_str().expect("an id")[..hidden.as_str().expect("an id").len() - 2]));
    let told =
        mistakes(&does(&secretary, "sharePaper", &sharing(&secretary, json!([{ "person": hidden }])).await).await);
    assert_eq!(
        told,
        mistakes(&does(&secretary, "sharePaper", &sharing(&secretary, json!([{ "person": never }])).await).await)
    );
    assert!(told[0].2.contains("no such person"), "{told:?}");
}

async fn who_was_given_a_paper_is_told_to_nobody_else(db: Database) {
    let world = world(&db, "status: PUBLISHED, owner: mopac").await;
    let secretary = world.person("secretary");
    let all = r#"{ paper(by: { slug: "paper" }) { id title updatedAt } changes(first: 100) { nodes { recordId } } }"#;
    let grants = r#"{ paper(by: { slug: "paper" }) { version accessGrants { totalCount } } }"#;
    let (police, public) = (world.person("police"), world.public());
    let before = (public.ask(all).await, police.ask(all).await, police.ask(grants).await);
    let with = json!([{ "organisation": id(&secretary, "organisation", "nia").await }]);
    came(&does(&secretary, "sharePaper", &sharing(&secretary, with).await).await);
    assert_eq!((public.ask(all).await, police.ask(all).await, police.ask(grants).await), before);
    assert_eq!(secretary.ask(grants).await["paper"]["accessGrants"]["totalCount"], 1);
}
