use edits::Block;
use projects_contract::FileEntry;

use super::*;

const MAIN: &str = "export function total(rows) {\n  return rows.length;\n}\n";

fn file(path: &str, text: Option<&str>) -> FileContent {
    let id = "018f0000-0000-7000-8000-000000000001";
    FileContent {
        entry: FileEntry {
            id: id.parse().unwrap(),
            project_id: id.parse().unwrap(),
            path: path.into(),
            version: 3,
            size_bytes: text.map_or(4, |text| text.len() as u64),
            is_binary: text.is_none(),
            updated_at: kernel::Timestamp::default(),
            trashed_at: None,
        },
        text: text.map(str::to_owned),
    }
}

fn project() -> Vec<FileContent> {
    vec![file("src/main.ts", Some(MAIN)), file("logo.png", None)]
}

fn change(path: &str, kind: ChangeKind, blocks: &[(&str, &str)]) -> Change {
    let blocks = blocks.iter().map(|(search, replace)| Block { search: (*search).into(), replace: (*replace).into() });
    Change { path: path.into(), kind, blocks: blocks.collect() }
}

fn one(change: Change) -> Proposal {
    let mut all = propose(vec![change], &[], &project());
    assert_eq!(all.len(), 1);
    all.remove(0)
}

fn problem(change: Change) -> String {
    one(change).change.problem.expect("it does not fit")
}

#[test]
fn an_edit_knows_its_base_and_its_edits_make_the_new_text() {
    let proposal =
        one(change("src/main.ts", ChangeKind::Edit, &[("  return rows.length;\n", "  return rows.length + 1;\n")]));
    assert_eq!((proposal.change.base_version, proposal.change.action), (Some(3), ChangeAction::Edit));
    assert_eq!((proposal.change.hunks.len(), proposal.change.needs_review), (1, false));
    assert_eq!(edits::apply(MAIN, &proposal.edits).unwrap(), MAIN.replace("length", "length + 1"));
}

#[test]
fn windows_line_ends_do_not_come_in() {
    let proposal = one(change("new.txt", ChangeKind::Create, &[("", "a\r\nb\r\n")]));
    assert_eq!(edits::apply("", &proposal.edits).unwrap(), "a\nb\n");
}

#[test]
fn a_whole_rewrite_of_a_long_file_becomes_a_small_edit() {
    let old: String = (0..200).map(|n| format!("line {n}\n")).collect();
    let files = [file("long.txt", Some(&old))];
    let new = old.replace("line 77\n", "line seventy-seven\n");
    let proposals = propose(vec![change("long.txt", ChangeKind::Create, &[("", &new)])], &[], &files);
    let [proposal] = proposals.as_slice() else { panic!("{proposals:?}") };
    assert_eq!((proposal.change.action, proposal.change.hunks.len()), (ChangeAction::Edit, 1));
    assert!(!proposal.change.needs_review && proposal.edits.len() == 1);
    assert_eq!(edits::apply(&old, &proposal.edits).unwrap(), new);

    let lazy = change("long.txt", ChangeKind::Create, &[("", "line 0\n// ... rest of the file ...\n")]);
    let proposals = propose(vec![lazy], &[], &files);
    assert!(proposals[0].change.problem.as_ref().unwrap().contains("leaves parts"));
    let other = change("long.txt", ChangeKind::Create, &[("", "something else\n")]);
    assert!(propose(vec![other], &[], &files)[0].change.needs_review);
}

#[test]
fn what_does_not_fit_says_why() {
    let edit = |path: &str, search: &str| change(path, ChangeKind::Edit, &[(search, "x\n")]);
    let near = problem(edit("src/main.ts", "export function totals(lines, extra) {\n  let unknown = 5;\n}\n"));
    assert!(near.contains("block 1") && near.contains("not in the file"), "{near}");
    assert!(problem(edit("main.ts", "return\n")).contains("“src/main.ts”"));
    assert!(problem(edit("logo.png", "return\n")).contains("not a text file"));
    assert!(problem(edit("../../etc/passwd", "root\n")).contains("leads out"));
    assert!(problem(edit("/etc/passwd", "root\n")).contains("leads out"));
    assert!(problem(change("a.ts", ChangeKind::Delete, &[])).contains("no such file"));
    assert!(problem(change("SRC/MAIN.ts", ChangeKind::Create, &[("", "x")])).contains("upper and lower case"));
    let large = "x".repeat(MAX_FILE_BYTES + 1);
    assert!(problem(change("big.txt", ChangeKind::Create, &[("", &large)])).contains("at most"));
    let away = ChangeKind::Rename { to: "../main.ts".into() };
    assert!(problem(change("src/main.ts", away, &[])).contains("leads out"));
    let onto = ChangeKind::Rename { to: "logo.png".into() };
    assert!(problem(change("src/main.ts", onto, &[])).contains("exists already"));
}

#[test]
fn blocks_of_one_file_are_one_change_and_a_second_kind_is_refused() {
    let first = change("src/main.ts", ChangeKind::Edit, &[("  return rows.length;\n", "  return 1;\n")]);
    let second = change("src/main.ts", ChangeKind::Edit, &[("}\n", "}\n// end\n")]);
    let delete = change("src/main.ts", ChangeKind::Delete, &[]);
    let proposals = propose(vec![first, second, delete], &[], &project());
    assert_eq!(proposals.iter().map(|p| p.change.index).collect::<Vec<_>>(), [0, 1]);
    assert!(proposals[0].change.problem.is_none());
    assert!(proposals[1].change.problem.as_ref().unwrap().contains("twice"));
}

#[test]
fn a_move_may_carry_an_edit() {
    let to = ChangeKind::Rename { to: "src/app.ts".into() };
    let proposal = one(change("src/main.ts", to, &[("  return rows.length;\n", "  return 2;\n")]));
    assert_eq!(proposal.change.moved_to.as_deref(), Some("src/app.ts"));
    assert_eq!((proposal.change.action, proposal.edits.is_empty()), (ChangeAction::Move, false));
}

#[test]
fn a_refused_change_is_listed_unless_it_came_again() {
    let refused = [("src/main.ts".to_owned(), Refusal::Truncated), (String::new(), Refusal::BadPath)];
    let proposals = propose(Vec::new(), &refused, &project());
    assert_eq!(proposals.len(), 1);
    assert!(proposals[0].change.problem.as_ref().unwrap().contains("ended in the middle"));
    let whole = change("src/main.ts", ChangeKind::Edit, &[("  return rows.length;\n", "  return 1;\n")]);
    assert_eq!(propose(vec![whole], &refused, &project()).len(), 1);
}
