//! What one reader hears of agreements, and of what may pass under them.

use roundtable_tests::Asker;
use serde_json::Value;

use super::{Heard, list, nodes, there, word};
use crate::wild::{
    law::{Check, checks},
    record::Record,
};

const AGREEMENTS: &str = "agreements(first: 100) { nodes { id slug status purposes { code }
    parties { organisation { slug } «signedOn signedBy { slug }» } «categories gateways { act } lawfulBasis reviewDue» } }";

/// How many things a question asks at its root: the server takes 20.
pub(crate) const ROOTS: usize = 10;

/// The question whether some things may pass.
pub(crate) fn check(some: &[Check], fields: &str) -> String {
    let asks = some.iter().enumerate().map(|(n, (from, to, category, purpose))| {
        format!(
            "x{n}: checkAgreement(from: {{ slug: \"{from}\" }}, to: {{ slug: \"{to}\" }}, category: {category}, \
             purpose: \"{purpose}\") {{ {fields} }} "
        )
    });
    format!("{{ {} }}", asks.collect::<String>())
}

impl Heard {
    pub(super) async fn agreements(&mut self, asker: &Asker<'_>, can: &Value, record: &Record) {
        let able = |word: &str| list(&can["viewer"]["capabilities"]).iter().any(|one| one == word);
        let data = self.ask(asker, &there(AGREEMENTS, able("PARTNER"))).await;
        for agreement in nodes(&data["agreements"]) {
            let line = format!("agreement {}", word(&agreement["slug"]));
            self.record(line.clone(), agreement);
            self.leads(&format!("{line} is"), &agreement["status"]);
            self.leads(&format!("{line} review"), &agreement["reviewDue"]);
            list(&agreement["purposes"]).iter().for_each(|of| self.leads(&format!("{line} for"), &of["code"]));
            list(&agreement["categories"]).iter().for_each(|of| self.leads(&format!("{line} covers"), of));
            list(&agreement["gateways"]).iter().for_each(|of| self.leads(&format!("{line} act"), &of["act"]));
            if agreement["lawfulBasis"].is_string() {
                self.say(format!("{line} terms"));
            }
            for party in list(&agreement["parties"]) {
                let of = word(&party["organisation"]["slug"]);
                self.say(format!("{line} binds {of}"));
                self.leads(&format!("{line} signed {of}"), &party["signedOn"]);
                self.leads(&format!("{line} signed {of} by"), &party["signedBy"]["slug"]);
            }
        }
        if able("INFORMATION_GOVERNANCE") {
            let data = self.ask(asker, "{ agreements(first: 100) { nodes { id slug text } } }").await;
            for agreement in nodes(&data["agreements"]).iter().filter(|agreement| agreement["text"].is_string()) {
                self.say(format!("agreement {} text", word(&agreement["slug"])));
            }
        }
        if able("PARTNER") {
            self.checked(asker, record).await;
        }
    }

    async fn checked(&mut self, asker: &Asker<'_>, record: &Record) {
        for some in checks(record).chunks(ROOTS) {
            let data = asker.ask(&check(some, "allowed")).await;
            for (n, (from, to, category, purpose)) in some.iter().enumerate() {
                if data[format!("x{n}")]["allowed"] == true {
                    self.say(format!("{category} from {from} to {to} for {purpose}"));
                }
            }
        }
    }
}
