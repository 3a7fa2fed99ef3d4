//! The same numbers, counted by reading every page: what a client would do without them.

use std::collections::{BTreeMap, BTreeSet};

use roundtable_tests::Asker;
use serde_json::{Map, Value, json};

fn nodes(list: &Value) -> &[Value] {
    list["nodes"].as_array().map(Vec::as_slice).unwrap_or_default()
}

fn slug(of: &Value) -> Option<&str> {
    of["slug"].as_str()
}

/// The first day of a date that may be a month or a year.
fn first_day(date: &Value) -> Option<String> {
    date.as_str().map(|date| format!("{date}{}", &"0000-01-01"[date.len()..]))
}

/// All records of a list, page by page.
async fn all(asker: &Asker<'_>, list: &str, fields: &str) -> Vec<Value> {
    let (mut records, mut after) = (Vec::new(), Value::Null);
    loop {
        let query = format!(
            "query($after: String) {{ list: {} {{ pageInfo {{ hasNextPage endCursor }} nodes {{ {fields} }} }} }}",
            list.replace("PAGE", "first: 50, after: $after")
        );
        let data = asker.ask_with(&query, json!({ "after": after })).await;
        records.extend(nodes(&data["list"]).iter().cloned());
        if data["list"]["pageInfo"]["hasNextPage"] == false {
            return records;
        }
        after = data["list"]["pageInfo"]["endCursor"].clone();
    }
}

/// For each board, its attendance by sector and, for those who are told, by seat: as asked and as counted.
pub(super) async fn attendance(
    asker: &Asker<'_>,
    (from, to): (Option<&str>, Option<&str>),
    partner: bool,
) -> Vec<(String, Value, Value)> {
    let day =
        |name: &str, day: Option<&str>| day.map_or_else(|| format!("{name}: null"), |day| format!("{name}: \"{day}\""));
    let period = format!("{}, {}", day("from", from), day("to", to));
    let numbers = "meetings present byDeputy bySubstitute apologies absent rate";
    let by_seat = format!("attendanceBySeat({period}) {{ seat {{ id }} organisation {{ slug }} {numbers} }}");
    let fields = format!(
        "slug seats(first: 100) {{ nodes {{ id from to organisation {{ slug sector }} }} }}
        meetings(first: 100, filter: {{ {period}, status: [HELD, MINUTED] }}) {{ nodes {{ heldOn
            editions(first: 100, filter: {{ status: PUBLISHED }}) {{ totalCount }}
            attendance(first: 100) {{ nodes {{ status capacity organisation {{ slug }} alsoFor {{ slug }} }} }} }} }}
        attendanceBySector({period}) {{ sector seats {numbers} }} {}",
        if partner { by_seat.as_str() } else { "" }
    );
    let kind = asker.ask("{ viewer { account { kind } } }").await["viewer"]["account"]["kind"].clone();
    let mut found = Vec::new();
    for board in all(asker, "boards(PAGE)", &fields).await {
        let mut sectors: BTreeMap<String, [u64; 6]> = BTreeMap::new();
        let mut seats = Vec::new();
        for seat in nodes(&board["seats"]).iter().filter(|seat| meets(seat, from, to)) {
            let meetings = nodes(&board["meetings"]).iter().filter(|meeting| {
                // A system reads its own people's lines of unpublished lists, and no list.
                let open = kind != "SERVICE" || meeting["editions"]["totalCount"] != 0;
                open && in_time(seat, meeting)
            });
            let mut filled = [0; 6];
            for meeting in meetings {
                if let Some(way) = way(meeting, slug(&seat["organisation"])) {
                    filled[0] += 1;
                    filled[way] += 1;
                }
            }
            let sector = seat["organisation"]["sector"].as_str().expect("a sector").to_owned();
            let of_sector = sectors.entry(sector).or_default();
            of_sector[5] += 1;
            (0..5).for_each(|at| of_sector[at] += filled[at]);
            let mut line = line(filled);
            line.insert("seat".to_owned(), json!({ "id": seat["id"] }));
            line.insert("organisation".to_owned(), json!({ "slug": seat["organisation"]["slug"] }));
            seats.push(line);
        }
        let of_sectors: Vec<Value> = sectors
            .into_iter()
            .map(|(sector, filled)| {
                let mut line = line(filled);
                line.insert("sector".to_owned(), json!(sector));
                line.insert("seats".to_owned(), json!(filled[5]));
                Value::Object(line)
            })
            .collect();
        let name = slug(&board).unwrap_or_default();
        found.push((format!("{name} by sector"), rounded(&board["attendanceBySector"]), rounded(&json!(of_sectors))));
        if board["attendanceBySeat"].is_array() {
            found.push((format!("{name} by seat"), rounded(&board["attendanceBySeat"]), rounded(&json!(seats))));
        }
    }
    found
}

/// Lines with their rates to six places: what is read from text may differ in the last.
fn rounded(lines: &Value) -> Value {
    let mut lines = lines.clone();
    for line in lines.as_array_mut().into_iter().flatten() {
        if let Some(rate) = line["rate"].as_f64() {
            line["rate"] = json!(format!("{rate:.6}"));
        }
    }
    lines
}

fn meets(seat: &Value, from: Option<&str>, to: Option<&str>) -> bool {
    seat["from"].as_str().zip(to).is_none_or(|(begins, to)| begins <= to)
        && seat["to"].as_str().zip(from).is_none_or(|(ends, from)| ends > from)
}

fn in_time(seat: &Value, meeting: &Value) -> bool {
    let Some(day) = first_day(&meeting["heldOn"]) else { return false };
    seat["from"].as_str().is_none_or(|from| from <= day.as_str())
        && seat["to"].as_str().is_none_or(|to| to > day.as_str())
}

/// How a seat was filled at a meeting: 1 by a member, 2 by a deputy, 3 by a substitute, 4 excused, 0 not at all; none where
/// there is no list.
fn way(meeting: &Value, organisation: Option<&str>) -> Option<usize> {
    let list: Vec<&Value> = nodes(&meeting["attendance"]).iter().filter(|row| row["status"] != "ABSENT").collect();
    let ours = |row: &&&Value| slug(&row["organisation"]) == organisation || slug(&row["alsoFor"]) == organisation;
    let way = |row: &&Value| match (row["status"].as_str(), row["capacity"].as_str()) {
        (Some("PRESENT"), Some("MEMBER")) => Some(1),
        (Some("PRESENT"), Some("DEPUTY")) => Some(2),
        (Some("PRESENT"), Some("SUBSTITUTE")) => Some(3),
        (Some("APOLOGIES"), Some("MEMBER" | "DEPUTY" | "SUBSTITUTE")) => Some(4),
        _ => None,
    };
    // An empty seat is counted among the meetings alone.
    (!list.is_empty()).then(|| list.iter().filter(ours).filter_map(way).min().unwrap_or(5))
}

fn line(filled: [u64; 6]) -> Map<String, Value> {
    let [meetings, member, deputy, substitute, apologies, _] = filled;
    let present = member + deputy + substitute;
    #[expect(clippy::cast_precision_loss, reason = "a few meetings")]
    let rate = (meetings > 0).then(|| present as f64 / meetings as f64);
    let line = json!({ "meetings": meetings, "present": present, "byDeputy": deputy, "bySubstitute": substitute,
        "apologies": apologies, "absent": meetings - present - apologies, "rate": rate });
    line.as_object().expect("a line").clone()
}

/// The lines of owners, from the list of actions with the same filter.
pub(super) async fn owners(asker: &Asker<'_>, filter: &str) -> Value {
    let fields = "status overdue owners(first: 100) { nodes { organisation { slug } board { slug } person { slug } } }";
    let mut lines: BTreeMap<(String, String), [u64; 6]> = BTreeMap::new();
    for action in all(asker, &format!("actions(PAGE, filter: {filter})"), fields).await {
        let Some(status) = action["status"].as_str() else { continue };
        let owner = |owner: &Value| {
            let kinds = ["organisation", "board", "person"];
            kinds.into_iter().find_map(|kind| Some((kind.to_owned(), slug(&owner[kind])?.to_owned())))
        };
        let open = ["OPEN", "IN_PROGRESS", "CHASING"].contains(&status);
        let counts = [
            true,
            open,
            action["overdue"] == true,
            status == "CHASING",
            status == "COMPLETE_PROPOSED",
            status == "COMPLETE",
        ];
        for owner in nodes(&action["owners"]).iter().filter_map(owner).collect::<BTreeSet<_>>() {
            let line = lines.entry(owner).or_default();
            (0..6).for_each(|at| line[at] += u64::from(counts[at]));
        }
    }
    let line = |((kind, slug), [actions, open, overdue, chasing, proposed, complete]): ((String, String), [u64; 6])| {
        let mut line = json!({ "organisation": null, "board": null, "person": null, "actions": actions, "open": open,
            "overdue": overdue, "chasing": chasing, "completeProposed": proposed, "complete": complete });
        line[kind] = json!({ "slug": slug });
        line
    };
    lines.into_iter().map(line).collect()
}

/// Grants in one currency: how many, how many without an amount, and what the others come to.
type Sums = BTreeMap<String, (u64, u64, i64)>;

fn add(sums: &mut Sums, grant: &Value) {
    let currency = grant["amount"]["currency"].as_str().unwrap_or("GBP");
    let (grants, without, pence) = sums.entry(currency.to_owned()).or_default();
    *grants += 1;
    match grant["amount"]["pence"].as_i64() {
        Some(more) => *pence += more,
        None => *without += 1,
    }
}

fn sum((currency, (grants, without, pence)): (&String, &(u64, u64, i64))) -> Value {
    let total = (grants > without).then(|| json!({ "pence": pence, "currency": currency }));
    json!({ "grants": grants, "withoutAmount": without, "total": total })
}

/// The money, from the list of programmes with the same filter.
pub(super) async fn money(asker: &Asker<'_>, filter: &str, partner: bool) -> Value {
    let fields = "slug fundingEnds successorFunding grants(first: 100) { nodes { status amount { pence currency } funder { slug } } }";
    let programmes = all(asker, &format!("programmes(PAGE, filter: {filter})"), fields).await;
    let mut sums = Sums::new();
    let mut funders: BTreeMap<String, (BTreeSet<String>, Sums)> = BTreeMap::new();
    let mut ends: BTreeMap<(bool, String), (u64, Sums, [u64; 3])> = BTreeMap::new();
    for programme in &programmes {
        let day = programme["fundingEnds"].as_str();
        let (count, of_day, prospects) = ends.entry((day.is_none(), day.unwrap_or_default().to_owned())).or_default();
        *count += 1;
        let words = ["NONE_IDENTIFIED", "BID", "SECURED"];
        (0..3).for_each(|at| prospects[at] += u64::from(programme["successorFunding"] == words[at]));
        let paid = |grant: &&Value| !["BID", "REJECTED", "TERMINATED"].iter().any(|status| grant["status"] == *status);
        for grant in nodes(&programme["grants"]).iter().filter(paid) {
            add(&mut sums, grant);
            add(of_day, grant);
            let (of, of_funder) = funders.entry(slug(&grant["funder"]).unwrap_or_default().to_owned()).or_default();
            of.insert(programme["slug"].to_string());
            add(of_funder, grant);
        }
    }
    let by_funder = |(funder, (programmes, sums)): (&String, &(BTreeSet<String>, Sums))| {
        let mut line = sums.iter().map(sum).next().expect("one currency");
        line["funder"] = json!({ "slug": funder });
        line["programmes"] = json!(programmes.len());
        line
    };
    let by_end = |((unknown, day), (count, sums, [none, bid, secured])): (&(bool, String), &(u64, Sums, [u64; 3]))| {
        let mut line = json!({ "endsOn": (!unknown).then_some(day), "programmes": count,
            "sums": sums.iter().map(sum).collect::<Vec<Value>>() });
        if partner {
            line["prospects"] = json!({ "noneIdentified": none, "bid": bid, "secured": secured });
        }
        line
    };
    json!({ "programmes": programmes.len(), "sums": sums.iter().map(sum).collect::<Vec<Value>>(),
        "byFunder": funders.iter().map(by_funder).collect::<Vec<Value>>(),
        "byEnd": ends.iter().map(by_end).collect::<Vec<Value>>() })
}

/// For each meeting, what it reviews: as asked, and as worked out from the actions and their reports.
pub(super) async fn reviews(asker: &Asker<'_>) -> Vec<(String, Value, Value)> {
    let meetings = all(
        asker,
        "meetings(PAGE)",
        "slug heldOn board { slug } previous { slug } actionReview(first: 100) { totalCount nodes {
            ageInDays statusThen overdueThen lastUpdate { text } action { slug } } }",
    )
    .await;
    let actions = all(
        asker,
        "actions(PAGE)",
        "slug status raisedOn due dueAt { heldOn } raisedAt { slug } board { slug }
        updates(first: 100) { nodes { text status reportedOn createdAt } }",
    )
    .await;
    let day = |slug: &str| meetings.iter().find(|of| of["slug"] == slug).and_then(|of| first_day(&of["heldOn"]));
    let ahead = |slug: &str, of: &str| {
        let followers = meetings.iter().filter(|after| after["previous"]["slug"] == slug);
        followers.filter_map(|after| first_day(&after["heldOn"])).any(|day| day.as_str() <= of)
    };
    let mut found = Vec::new();
    for meeting in &meetings {
        let today = first_day(&meeting["heldOn"]);
        let reviewed = |action: &&Value| {
            let (Some(today), true) = (today.as_deref(), action["board"] == meeting["board"]) else { return false };
            match (action["raisedOn"].as_str(), slug(&action["raisedAt"])) {
                (Some(raised), _) => raised < today,
                (None, Some(at)) => day(at).map_or_else(|| ahead(at, today), |raised| raised.as_str() < today),
                _ => false,
            }
        };
        let expected: Vec<Value> = actions
            .iter()
            .filter(|action| action["status"].is_string())
            .filter(reviewed)
            .filter_map(|action| stood(action, today.as_deref().unwrap_or_default()))
            .collect();
        let list = &meeting["actionReview"];
        assert_eq!(list["totalCount"], nodes(list).len(), "one page holds them");
        found.push((meeting["slug"].to_string(), list["nodes"].clone(), json!(expected)));
    }
    found
}

/// How an action stood when a day began; none if it was over.
fn stood(action: &Value, day: &str) -> Option<Value> {
    let before = |update: &&Value| match (update["reportedOn"].as_str(), update["createdAt"].as_str()) {
        (Some(on), _) => on < &day[..on.len()],
        (None, Some(at)) => &at[..10] < day,
        _ => false,
    };
    let updates = nodes(&action["updates"]);
    let says = |update: &&Value| update["status"].is_string();
    let last = updates.iter().rev().filter(says).find(before).and_then(|update| update["status"].as_str());
    let unsaid = if updates.iter().any(|update| says(&update)) { Some("OPEN") } else { action["status"].as_str() };
    let status = last.or(unsaid)?;
    if ["COMPLETE", "NOT_COMPLETE", "SUPERSEDED"].contains(&status) {
        return None;
    }
    let due = action["due"].as_str().map(|due| due < &day[..due.len()]);
    let due = due.unwrap_or_else(|| first_day(&action["dueAt"]["heldOn"]).is_some_and(|due| due.as_str() < day));
    let parse = |day: &str| day.parse::<chrono::NaiveDate>().expect("a day");
    let age = action["raisedOn"].as_str().map(|raised| (parse(day) - parse(raised)).num_days());
    let text = updates.iter().rev().find(before).map(|update| json!({ "text": update["text"] }));
    Some(json!({ "ageInDays": age, "statusThen": status, "action": { "slug": action["slug"] },
        "overdueThen": due && ["OPEN", "IN_PROGRESS", "CHASING"].contains(&status), "lastUpdate": text }))
}
