//! Public registers: imported in the place of the one before, looked up while somebody types.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::NamedTempFile;
use uketsuke::domain::public_registers::Register;
use uketsuke::reference::{ImportError, Source, import};

use crate::support::app::{Place, TestApp};
use crate::support::bodies;
use crate::support::figures::{figure, full_run};
use crate::support::form_visitor::{FormVisitor, hidden, value};
use crate::support::on_both_databases;

/// Invented places in the layout of Japan Post's list.
pub const PLACES: &str = "\
35999,\"999  \",\"9990001\",\"ケン\",\"シ\",\"マチ\",\"山口県\",\"例示市\",\"見本町（１〜３丁目）\",0,0,0,0,0,0\r
35999,\"999  \",\"9990001\",\"ケン\",\"シ\",\"マチ\",\"山口県\",\"例示市\",\"東見本\",0,0,0,0,0,0\r
35999,\"999  \",\"9990002\",\"ケン\",\"シ\",\"マチ\",\"山口県\",\"例示市\",\"以下に掲載がない場合\",0,0,0,0,0,0\r
";

/// A number of thirteen digits with its check digit in front.
pub fn corporate_number(body: u64) -> String {
    let digits = format!("{body:012}");
    let sum: u64 = digits
        .bytes()
        .rev()
        .zip([1, 2].into_iter().cycle())
        .map(|(digit, weight)| u64::from(digit - b'0') * weight)
        .sum();
    format!("{}{digits}", 9 - sum % 9)
}

/// A row of an invented corporation in the layout of the tax agency's list.
pub fn corporation(body: u64, name: &str) -> String {
    let number = corporate_number(body);
    format!(
        "1,{number},01,0,2026-01-01,2026-01-01,\"{name}\",,301,\"山口県\",\"例示市\",\"見本町1\",,35,999,9990001,,,,,,,2026-01-01,1,,,,,\"レイジ\",0\n"
    )
}

fn file(text: &str) -> NamedTempFile {
    let mut file = NamedTempFile::new().expect("a file");
    file.write_all(text.as_bytes()).expect("written");
    file
}

fn imported(app: &TestApp, register: Register, path: &Path) -> Result<u64, ImportError> {
    let now = app.app().clock.now();
    import(&app.app().database, &Source { register, file: path }, now, &mut |_| {})
}

fn companies(app: &TestApp, typed: &str) -> Vec<String> {
    let query: String =
        url::form_urlencoded::Serializer::new(String::new()).append_pair("q", typed).finish();
    let found = app.get(&format!("/companies?{query}")).expect(200).json();
    let names = found["companies"].as_array().expect("companies").iter();
    names.map(|company| company["name"].as_str().expect("a name").to_owned()).collect()
}

on_both_databases! {
    fn a_postal_code_has_its_places_once_the_list_is_imported(app) {
        app.get("/postal/9990001").expect_problem(404, "not_found");
        assert_eq!(imported(app, Register::PostalCodes, file(PLACES).path()).expect("imported"), 3);
        let found = app.get("/postal/9990001").expect(200).json();
        assert_eq!(found["towns"][0], json!({ "prefecture": "山口県", "city": "例示市", "town": "見本町" }));
        assert_eq!(found["towns"][1]["town"], "東見本");
        assert!(found["message"].as_str().is_some_and(|message| message.contains('2')), "{found}");
        let whole = app.get("/postal/999-0002").expect(200).json();
        assert_eq!((&whole["towns"][0]["town"], &whole["message"]), (&json!(""), &json!("")));
        assert_eq!(app.get("/postal/1234567").expect(200).json()["towns"], json!([]));
        assert_eq!(app.get("/postal/nonsense").expect(200).json()["towns"], json!([]));
    }

    fn candidates_come_from_the_register_alone(app) {
        let list = [corporation(1, "株式会社例示商事"), corporation(2, "例示物産株式会社"), corporation(3, "有限会社見本")].concat();
        app.get("/companies?q=%E4%BE%8B%E7%A4%BA").expect_problem(404, "not_found");
        // Who has registered is in no list of candidates.
        let event = app.publish(&bodies::company_event(&[bodies::session("下関", 5)]));
        let session = event["sessions"][0]["id"].as_str().expect("a session");
        app.apply(session, &bodies::from_company(1, "例示の秘密株式会社")).expect(201);
        assert_eq!(imported(app, Register::Corporations, file(&list).path()).expect("imported"), 3);
        assert_eq!(companies(app, "例示"), ["株式会社例示商事", "例示物産株式会社"]);
        assert_eq!(companies(app, "（株） 例示商"), ["株式会社例示商事"]);
        assert_eq!(companies(app, &corporate_number(3)), ["有限会社見本"]);
        for nothing in ["例", "", "みつからない", "%", "_"] {
            assert_eq!(companies(app, nothing), Vec::<String>::new(), "{nothing}");
        }
    }

    fn an_import_replaces_all_or_nothing(app) {
        let first = [corporation(1, "株式会社例示"), corporation(2, "例示物産株式会社")].concat();
        imported(app, Register::Corporations, file(&first).path()).expect("imported");
        // Beyond one transaction's rows, a row that is none: what was read before is still read.
        let mut broken: String = (10..6_010).map(|body| corporation(body, "株式会社途中")).collect();
        broken.push_str("this is no row\n");
        let fault = imported(app, Register::Corporations, file(&broken).path()).expect_err("broken");
        assert!(fault.to_string().contains("row 6001"), "{fault}");
        assert_eq!((companies(app, "例示").len(), companies(app, "途中").len()), (2, 0));
        assert!(imported(app, Register::Corporations, file("").path()).is_err());
        assert_eq!(companies(app, "例示").len(), 2);
        imported(app, Register::Corporations, file(&corporation(1, "株式会社改名")).path()).expect("imported");
        assert_eq!((companies(app, "例示").len(), companies(app, "改名").len()), (0, 1));
        let rows = app.app().database.read(|conn| {
            uketsuke::store::editions::count(conn, Register::Corporations, 2)
        });
        assert_eq!(rows.expect("counted"), 1, "nothing is left of other editions");
    }

    fn a_number_of_another_company_is_a_question_and_no_refusal(app) {
        let list = [corporation(1, "株式会社例示"), corporation(2, "有限会社見本")].concat();
        imported(app, Register::Corporations, file(&list).path()).expect("imported");
        app.publish(&bodies::with(bodies::company_event(&[bodies::session("下関", 5)]), &json!({ "slug": "firms", "application_rules": { "form_layout": "one_page" } })));
        let person = FormVisitor { app, address: "127.0.0.1" };
        let checked = |company: &str, number: &str| {
            let mut fields = person.filled_form("firms", 1);
            for (name, value) in [("company", company), ("corporate_number", number), ("action", "check")] {
                fields.push((name.to_owned(), value.to_owned()));
            }
            person.post("/e/firms/apply", &fields).expect(200)
        };
        let question = "この法人番号の名称は";
        let asked = checked("株式会社例示", &corporate_number(2));
        assert!(asked.text().contains(question) && asked.text().contains("有限会社見本"), "{}", asked.text());
        assert!(!checked("（株）例示", &corporate_number(1)).text().contains(question));
        assert!(!checked("株式会社例示", &corporate_number(99)).text().contains(question));
        let kept = hidden(&asked);
        assert_eq!(value(&kept, "company"), "株式会社例示");
        person.send("firms", &kept).expect(303);
    }
}

#[test]
fn a_large_register_is_imported_in_portions_that_do_not_grow() {
    let rows: u64 = if full_run() { 1_000_000 } else { 20_000 };
    for (name, place) in [("SQLite", Place::sqlite()), ("PostgreSQL", Place::postgresql())] {
        let app = TestApp::at(place, &[]);
        let mut list = String::new();
        for body in 0..rows {
            let name = format!("株式会社例示{:07}", body * 7_919 % rows);
            write!(list, "{}", corporation(body, &name)).expect("written");
        }
        let list = file(&list);
        let before = resident_kib();
        let (mut told, began) = (Vec::new(), Instant::now());
        let source = Source { register: Register::Corporations, file: list.path() };
        let now = app.app().clock.now();
        let imported =
            import(&app.app().database, &source, now, &mut |at| told.push(at)).expect("imported");
        let took = began.elapsed();
        assert_eq!(imported, rows);
        assert!(told.is_sorted_by(|a, b| a.rows < b.rows && a.done < b.done));
        assert!(told.last().is_some_and(|last| last.left() < Duration::from_millis(50)));
        let asked = Instant::now();
        assert_eq!(companies(&app, "例示0000").len(), 10);
        let grown = resident_kib().saturating_sub(before) / 1_024;
        let rate = u128::from(rows) * 1_000 / took.as_millis().max(1);
        figure(
            "registers",
            format!(
                "{name}: {rows} corporations in {took:.1?} ({rate} a second, {grown} MiB more held), candidates in {:.1?}",
                asked.elapsed()
            ),
        );
        assert!(grown < 128, "{grown} MiB");
        app.end();
    }
}

/// What this process holds in memory.
fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).expect("a number")
}

#[test]
fn numbers_of_these_tests_are_numbers() {
    assert_eq!(corporate_number(12_050_002), "7000012050002");
    let row: Value = json!(corporation(1, "x").split(',').count());
    assert_eq!(row, 30);
}
