//! Pages under review: text that the program makes, kept in the repository so that a change of it is read before it is
//! accepted.

use std::path::Path;

/// Compares a page with the one that was accepted. `ACCEPT=1` accepts it as it is now.
pub(crate) fn reviewed(path: &Path, now: &str) {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if std::env::var_os("ACCEPT").is_some() {
        std::fs::write(path, now).unwrap_or_else(|cause| panic!("{name} cannot be written: {cause}"));
        return;
    }
    let accepted = std::fs::read_to_string(path).unwrap_or_default();
    let changes = difference(&accepted, now);
    assert!(
        changes.is_empty(),
        "{name} is not what was accepted (- accepted, + now):\n{changes}\nIf this is what you want, run the test again with ACCEPT=1, and let somebody read the difference."
    );
}

/// The lines that differ, each with the heading of its paragraph.
fn difference(old: &str, new: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let start = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let end = old[start..].iter().rev().zip(new[start..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (before, after) = (&old[start..old.len() - end], &new[start..new.len() - end]);
    // The longest common lines of what is between the first and the last difference.
    let mut common = vec![vec![0_u32; after.len() + 1]; before.len() + 1];
    for (i, a) in before.iter().enumerate().rev() {
        for (j, b) in after.iter().enumerate().rev() {
            common[i][j] = if a == b { common[i + 1][j + 1] + 1 } else { common[i + 1][j].max(common[i][j + 1]) };
        }
    }
    let (mut i, mut j, mut told, mut lines) = (0, 0, "", Vec::new());
    while i < before.len() || j < after.len() {
        if i < before.len() && j < after.len() && before[i] == after[j] {
            (i, j) = (i + 1, j + 1);
            continue;
        }
        let heading = headed(&new, start + j);
        if told != heading {
            lines.push(format!("  {heading}"));
            told = heading;
        }
        if j == after.len() || (i < before.len() && common[i + 1][j] >= common[i][j + 1]) {
            lines.push(format!("- {}", before[i]));
            i += 1;
        } else {
            lines.push(format!("+ {}", after[j]));
            j += 1;
        }
    }
    lines.join("\n")
}

/// The last line before `end` that is not indented.
fn headed<'a>(lines: &[&'a str], end: usize) -> &'a str {
    let above = lines.iter().take(end).rev();
    above.copied().find(|line| line.starts_with(|c: char| !c.is_whitespace())).unwrap_or_default()
}
