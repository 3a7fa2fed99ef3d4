//! The register of agreements (R18 and the field modes of Agreement; case 78): who reads its lines, the terms and the
//! text, and what `checkAgreement` tells to whom.

use roundtable_tests::Database;
use serde_json::{Value, json};

use crate::{
    cases_agreements::{SHARED, check},
    cast::{BOARD, cast, hidden, knows, texts},
};

crate::cases![
    case_78_the_public_reads_the_register,
    a_check_knows_no_agreement_that_its_reader_does_not,
    a_check_says_when_no_agreement_is_needed_and_refuses_what_names_nothing,
    r18_a_draft_is_its_parties_own,
    r18_the_terms_are_the_parties_and_the_text_is_their_leads,
    an_agreement_past_its_end_has_expired_whatever_was_written_down,
];

async fn case_78_the_public_reads_the_register(db: Database) {
    let world = db.demo().await;
    let query = "{ agreements { totalCount nodes {
        title status from to parties { organisation { shortName } } purposes { code } source
    } } }";
    let register = world.public().ask(query).await["agreements"].clone();
    let line = |title: &str, from: &str, parties: [Value; 2], purpose: &str| {
        let parties = parties.map(|name| json!({ "organisation": { "shortName": name } }));
        json!({ "title": title, "status": "ACTIVE", "from": from, "to": null, "parties": parties,
            "purposes": [{ "code": purpose }], "source": "invented for the demonstration" })
    };
    let imkaan = world.public().ask(r#"{ organisation(by: { slug: "imkaan" }) { shortName } }"#).await;
    let lines = [
        line(
            "Joint improvement of rape and domestic abuse casework",
            "2023-02-01",
            [json!("MPS"), json!("CPS")],
            "joint-improvement",
        ),
        line(
            "Safeguarding referrals from the voluntary sector",
            "2023-04-01",
            [imkaan["organisation"]["shortName"].clone(), json!("MPS")],
            "safeguarding",
        ),
    ];
    assert_eq!(register, json!({ "totalCount": 2, "nodes": lines }));
    for field in ["categories", "gateways { act }", "lawfulBasis", "reviewDue", "parties { signedOn }", "text", "dpia"]
    {
        let error = world.public().refused(&format!("{{ agreements {{ nodes {{ {field} }} }} }}")).await;
        assert_eq!(error["extensions"]["code"], "VALIDATION", "{field}");
    }
}

async fn a_check_knows_no_agreement_that_its_reader_does_not(db: Database) {
    let world = cast(&db, &[BOARD, SHARED]).await;
    let (allowed, told) = check(&world.person("advocate"), "mps", "cps").await;
    let (nothing, of_none) = check(&world.person("advocate"), "mps", "nhs").await;
    assert_eq!((allowed, told), (nothing, of_none), "an agreement of others is as good as none");
    assert!(check(&world.person("officer"), "mps", "cps").await.0);
    assert!(check(&world.person("mps-system"), "mps", "cps").await.0);
    let query = r#"{ checkAgreement(from: { slug: "mps" }, to: { slug: "cps" }, category: PERSONAL, purpose: "p") { allowed } }"#;
    assert_eq!(world.public().refused(query).await["extensions"]["code"], "VALIDATION");
}

async fn a_check_says_when_no_agreement_is_needed_and_refuses_what_names_nothing(db: Database) {
    let world = cast(&db, &[BOARD, SHARED]).await;
    let ask = |from: &str, to: &str, category: &str, purpose: &str| {
        format!(
            r#"{{ checkAgreement(from: {{ slug: "{from}" }}, to: {{ slug: "{to}" }}, category: {category}, purpose: "{purpose}") {{
                allowed reasons {{ agreement {{ slug }} message }} }} }}"#
        )
    };
    let officer = world.person("officer");
    for (query, message) in [
        (ask("mps", "mps", "PERSONAL", "p"), "An organisation needs no agreement for its own records."),
        (ask("mps", "tfl", "STATISTICAL", "p"), "Records of this category need no agreement."),
    ] {
        let said = officer.ask(&query).await["checkAgreement"].clone();
        assert_eq!(said, json!({ "allowed": true, "reasons": [{ "agreement": null, "message": message }] }));
    }
    for query in [ask("mps", "nowhere", "PERSONAL", "p"), ask("mps", "cps", "PERSONAL", "Not a code")] {
        assert_eq!(officer.refused(&query).await["extensions"]["code"], "VALIDATION", "{query}");
    }
}

async fn r18_a_draft_is_its_parties_own(db: Database) {
    for status in ["DRAFT", "IN_REVIEW"] {
        let world = cast(&db, &[BOARD, &SHARED.replace("ACTIVE", status)]).await;
        for other in ["public", "advocate", "secretary", "tfl-system", "imkaan-lead", "administrator"] {
            hidden(world.anybody(other), "agreement", "shared").await;
            let query =
                r#"{ agreements { totalCount } organisation(by: { slug: "mps" }) { agreements { totalCount } } }"#;
            let none =
                json!({ "agreements": { "totalCount": 0 }, "organisation": { "agreements": { "totalCount": 0 } } });
            assert_eq!(world.anybody(other).ask(query).await, none, "{other}");
        }
        for party in ["police", "officer", "clerk", "cps-system", "mps-lead"] {
            assert!(knows(world.person(party), "agreement", "shared").await, "{party}");
        }
    }
}

async fn r18_the_terms_are_the_parties_and_the_text_is_their_leads(db: Database) {
    let world = cast(&db, &[BOARD, SHARED]).await;
    let line = "title status from to parties { organisation { slug } } purposes { code description } source";
    let terms = "categories gateways { act section discloser { slug } recipient { slug } toRelevantAuthority }
        lawfulBasis conditions reviewDue retention parties { signedOn signedBy { slug } }";
    let ask = |fields: &str| format!("{{ agreement(by: {{ slug: \"shared\" }}) {{ {fields} }} }}");
    let public = world.public().ask(&ask(line)).await;
    assert_eq!(public["agreement"]["purposes"][0]["description"], "Better cases in court");
    for who in ["advocate", "secretary", "tfl-system", "imkaan-lead"] {
        assert_eq!(world.person(who).ask(&ask(line)).await, public, "{who} reads the line that the public reads");
        let nothing = json!({ "agreement": {
            "categories": [], "gateways": [], "lawfulBasis": null, "conditions": [], "reviewDue": null,
            "retention": null, "parties": [{ "signedOn": null, "signedBy": null }, { "signedOn": null, "signedBy": null }],
        } });
        assert_eq!(world.person(who).ask(&ask(terms)).await, nothing, "{who}");
        let by_category = "{ agreements(filter: { category: OPERATIONAL }) { totalCount } }";
        assert_eq!(world.person(who).ask(by_category).await["agreements"]["totalCount"], 0, "{who}");
    }
    for who in ["officer", "prosecutor", "clerk", "cps-system", "mps-lead"] {
        let read = world.person(who).ask(&ask(terms)).await["agreement"].clone();
        assert_eq!(read["categories"], json!(["OPERATIONAL"]), "{who}");
        assert_eq!(read["gateways"][0]["recipient"]["slug"], "cps", "{who}");
        assert_eq!((&read["reviewDue"], &read["retention"]), (&json!("2026-06-01"), &json!("Seven years")), "{who}");
        assert_eq!(read["conditions"], json!(["Schedule 8", "Another"]), "{who}");
        assert_eq!(read["parties"][0]["signedOn"], "2024-12-01", "{who}");
        let by_category = "{ agreements(filter: { category: OPERATIONAL }) { totalCount } }";
        assert_eq!(world.person(who).ask(by_category).await["agreements"]["totalCount"], 1, "{who}");
    }
    let text = ask("text dpia");
    let whole = json!({ "agreement": { "text": "The words of it.", "dpia": "A file" } });
    assert_eq!(world.person("mps-lead").ask(&text).await, whole);
    let none = json!({ "agreement": { "text": null, "dpia": null } });
    assert_eq!(world.person("imkaan-lead").ask(&text).await, none);
    for who in ["officer", "prosecutor", "cps-system", "public"] {
        assert_eq!(world.anybody(who).refused(&text).await["extensions"]["code"], "VALIDATION", "{who}");
    }
    // A token for actions reads no agreement.
    hidden(world.scoped("mps-system", &["read:actions"]), "agreement", "shared").await;
}

async fn an_agreement_past_its_end_has_expired_whatever_was_written_down(db: Database) {
    let world = cast(&db, &[BOARD, SHARED]).await;
    let found = async |filter: &str| {
        let query = format!("{{ agreements(filter: {{ {filter} }}) {{ totalCount nodes {{ status }} }} }}");
        let found = world.public().ask(&query).await["agreements"].clone();
        (found["totalCount"].as_u64(), texts(&found["nodes"], "/status"))
    };
    let one = |status: &str| (Some(1), vec![status.to_owned()]);
    let none = || (Some(0), Vec::<String>::new());
    world.at("2026-12-31T23:00:00Z");
    assert_eq!((found("status: [ACTIVE]").await, found("status: [EXPIRED]").await), (one("ACTIVE"), none()));
    world.at("2027-01-01T00:00:00Z");
    assert_eq!((found("status: [ACTIVE]").await, found("status: [EXPIRED]").await), (none(), one("EXPIRED")));
    assert_eq!(found("status: []").await, none());
    for (filter, there) in [
        ("coversOn: \"2026-12-31\"", true),
        ("coversOn: \"2025-01-01\"", true),
        ("coversOn: \"2027-01-01\"", false),
        ("coversOn: \"2024-12-31\"", false),
        ("party: \"mps\"", true),
        ("party: \"nhs\"", false),
        ("purpose: \"better-cases\"", true),
        ("purpose: \"other\"", false),
    ] {
        assert_eq!(found(filter).await.0, Some(u64::from(there)), "{filter}");
    }
}
