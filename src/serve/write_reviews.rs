//! Verdicts of people: read from `reviews.csv`, laid over the matrix at once, written there when someone decides a cell.
//!
//! The file belongs to people, who keep it in Excel: rows that this program does not understand stay as they are, and so do
//! separator, byte order mark and columns. It is replaced in one step.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::guard::{is_same_origin, same_key};
use super::here::{Here, encode};
use super::store::Data;
use crate::matching::{Review, Status};

/// Statuses that a person may give.
pub(super) const VERDICTS: [&str; 4] = ["addressed", "partly", "not_addressed", "not_applicable"];

/// Characters of a note or a name; more is no note.
const LONGEST: usize = 2_000;

/// Columns of the file, as `spec.md` has them.
const COLUMNS: [&str; 8] = ["organ_id", "year", "point_id", "fingerprint", "status", "note", "reviewer", "date"];

/// One at a time changes the file.
static TURN: Mutex<()> = Mutex::new(());

/// Where and how verdicts may be written.
pub(super) struct Writing {
    /// The file.
    pub reviews: PathBuf,
    /// What a form of this site carries and no other site knows.
    pub key: String,
}

/// The verdicts of a file, the last one of a cell first to be found.
#[derive(Debug, Default)]
pub(super) struct Verdicts {
    by_words: BTreeMap<(String, i32, String), Review>,
    by_id: BTreeMap<(String, i32, String), Review>,
}

impl Verdicts {
    /// The verdict of a cell: by the wording that was judged, or by the point's id where the row names no wording.
    pub fn of(&self, organ_id: &str, year: Option<i32>, point_id: &str, fingerprint: &str) -> Option<&Review> {
        let year = year?;
        let key = |word: &str| (organ_id.to_owned(), year, word.to_owned());
        let words = self.by_words.get(&key(fingerprint)).filter(|_| !fingerprint.is_empty());
        words.or_else(|| self.by_id.get(&key(point_id)))
    }
}

/// Read a file of verdicts; none where there is no file.
pub(super) fn read_verdicts(file: &Path, problems: &mut Vec<String>) -> Verdicts {
    let mut verdicts = Verdicts::default();
    if !file.is_file() {
        return verdicts;
    }
    let mut findings = Vec::new();
    match crate::pipeline::read_reviews(file, &mut findings) {
        Ok(reviews) => {
            for review in reviews.into_iter().filter(|review| Status::parse(&review.status).is_some()) {
                let place = |word: &String| (review.organ_id.clone(), review.year, word.clone());
                if review.fingerprint.is_empty() {
                    verdicts.by_id.insert(place(&review.point_id), review);
                } else {
                    verdicts.by_words.insert(place(&review.fingerprint), review);
                }
            }
        }
        Err(error) => problems.push(format!("reviews.csv kan inte läsas: {error:#}")),
    }
    problems.extend(findings.into_iter().map(|finding| format!("reviews.csv: {}", finding.message)));
    verdicts
}

/// Takes a verdict: `POST /granska` with `nyckel`, `plan`, `punkt`, `status`, `not`, `av`, `nasta`.
pub(super) async fn review(
    here: Here,
    headers: HeaderMap,
    form: Result<Form<BTreeMap<String, String>>, FormRejection>,
) -> Response {
    let form = match may_write(&here, &headers, form) {
        Ok(form) => form,
        Err(refused) => return refused,
    };
    let work = tokio::task::spawn_blocking(move || {
        let outcome = take(&here, &form);
        (here, form, outcome)
    });
    match work.await {
        Ok((here, form, Ok(()))) => {
            let next = form.get("nasta").filter(|next| next.starts_with("/matris/") || next.starts_with("/granska"));
            let next = next.map_or("/granska", String::as_str);
            let mark = if next.contains('?') { '&' } else { '?' };
            let by = encode(form.get("av").map_or("", String::as_str));
            let to = here.href(&format!("{next}{mark}sparad=1&av={by}"));
            (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
        }
        Ok((here, _, Err((status, key)))) => here.refused(status, key),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// The form, where this site may be written to and the request comes from one of its own pages.
#[expect(clippy::result_large_err, reason = "the answer that is sent; it is made once a request")]
pub(super) fn may_write(
    here: &Here,
    headers: &HeaderMap,
    form: Result<Form<BTreeMap<String, String>>, FormRejection>,
) -> Result<BTreeMap<String, String>, Response> {
    let Some(writing) = &here.view.writing else { return Err(here.refused(StatusCode::FORBIDDEN, "review.readonly")) };
    let Form(form) = form.map_err(IntoResponse::into_response)?;
    let key = form.get("nyckel").map_or("", String::as_str);
    if !is_same_origin(headers) || !same_key(key, &writing.key) {
        return Err(here.refused(StatusCode::FORBIDDEN, "review.foreign"));
    }
    Ok(form)
}

fn take(here: &Here, form: &BTreeMap<String, String>) -> Result<(), (StatusCode, &'static str)> {
    let value = |name: &str| form.get(name).map_or("", |value| value.trim());
    let data = here.data();
    let review = verdict(&data, value("plan"), value("punkt"), value("status"), value("not"), value("av"))
        .ok_or((StatusCode::BAD_REQUEST, "review.wrong"))?;
    let file =
        here.view.writing.as_ref().map(|writing| &writing.reviews).ok_or((StatusCode::FORBIDDEN, "review.readonly"))?;
    write(file, &review).map_err(|_| (StatusCode::INTERNAL_SERVER_ERROR, "review.unwritable"))
}

/// The row of a verdict, where cell and status are such.
fn verdict(data: &Data, plan: &str, point: &str, status: &str, note: &str, reviewer: &str) -> Option<Review> {
    let passages = data.passages(plan, point);
    let (row, point) = (passages.first()?, data.point(point)?);
    let short = |text: &str| text.chars().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    VERDICTS.contains(&status).then_some(())?;
    Some(Review {
        organ_id: row.organ_id.to_string(),
        year: row.year?,
        point_id: point.point_id.clone(),
        fingerprint: point.fingerprint.clone(),
        status: status.to_owned(),
        note: short(note),
        reviewer: short(reviewer),
        date: today(std::time::SystemTime::now()),
    })
}

/// Put a verdict into the file, in place of an older one of the same cell.
fn write(file: &Path, review: &Review) -> std::io::Result<()> {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let old = match std::fs::read(file) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(error),
    };
    let bytes = with_verdict(&old, review).map_err(std::io::Error::other)?;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut part = tempfile::NamedTempFile::new_in(folder)?;
    std::io::Write::write_all(&mut part, &bytes)?;
    part.as_file().sync_all()?;
    part.persist(file)?;
    Ok(())
}

/// A file of verdicts as it stands: people's own separator, columns and rows.
struct Sheet {
    has_mark: bool,
    delimiter: u8,
    columns: Vec<String>,
    /// The rows under the head.
    rows: Vec<csv::StringRecord>,
}

const BOM: &[u8] = b"\xef\xbb\xbf";

impl Sheet {
    /// An empty file is one that has only the head.
    fn read(bytes: &[u8]) -> Result<Self, csv::Error> {
        let rest = bytes.strip_prefix(BOM).unwrap_or(bytes);
        let head = rest.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let count = |sign: u8| head.split(|byte| *byte == sign).count();
        let delimiter = if count(b';') > count(b',') { b';' } else { b',' };
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(rest);
        let columns: Vec<String> = reader.headers()?.iter().map(|name| name.trim().to_owned()).collect();
        Ok(Self {
            has_mark: rest.len() < bytes.len(),
            delimiter,
            columns: if columns.is_empty() { COLUMNS.map(str::to_owned).to_vec() } else { columns },
            rows: reader.records().collect::<Result<_, _>>()?,
        })
    }

    /// Put a verdict at the end, and take away the older ones of the same cell.
    fn add(&mut self, review: &Review) {
        let year = review.year.to_string();
        let own = [&review.organ_id, &year, &review.fingerprint];
        let at = ["organ_id", "year", "fingerprint"].map(|key| self.columns.iter().position(|column| column == key));
        self.rows.retain(|row| {
            let cells = at.iter().map(|at| row.get((*at)?).map(str::trim));
            !cells.zip(own).all(|(cell, own)| cell == Some(own))
        });
        let cell = |column: &String| harmless(cell_of(review, &year, column));
        self.rows.push(self.columns.iter().map(cell).collect());
    }

    fn write(&self) -> Result<Vec<u8>, csv::Error> {
        let mut writer = csv::WriterBuilder::new()
            .delimiter(self.delimiter)
            .flexible(true)
            .terminator(csv::Terminator::CRLF)
            .from_writer(if self.has_mark { BOM.to_vec() } else { Vec::new() });
        writer.write_record(&self.columns)?;
        for row in &self.rows {
            writer.write_record(row)?;
        }
        Ok(writer.into_inner().expect("memory takes every byte"))
    }
}

/// The bytes of the file with a verdict in it.
fn with_verdict(old: &[u8], review: &Review) -> Result<Vec<u8>, csv::Error> {
    let mut sheet = Sheet::read(old)?;
    sheet.add(review);
    sheet.write()
}

/// What a verdict has in that column; nothing in columns that people added.
fn cell_of<'r>(review: &'r Review, year: &'r str, column: &str) -> &'r str {
    match column {
        "organ_id" => &review.organ_id,
        "year" => year,
        "point_id" => &review.point_id,
        "fingerprint" => &review.fingerprint,
        "status" => &review.status,
        "note" => &review.note,
        "reviewer" => &review.reviewer,
        "date" => &review.date,
        _ => "",
    }
}

/// What Excel would run as a formula becomes text: people open this file there, and notes come from a web form.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@']) { format!("'{cell}") } else { cell.to_owned() }
}

/// The day of a moment as `2024-05-31`, by the civil calendar (H. Hinnant, `days_from_civil`).
fn today(now: std::time::SystemTime) -> String {
    let seconds = now.duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let days = seconds / 86_400 + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let (day, month) =
        (day_of_year - (153 * shifted + 2) / 5 + 1, if shifted < 10 { shifted + 3 } else { shifted - 9 });
    format!("{:04}-{month:02}-{day:02}", year_of_era + era * 400 + u64::from(month <= 2))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    fn review(status: &str, note: &str) -> Review {
        Review {
            organ_id: "sn".into(),
            year: 2018,
            point_id: "R2016-01".into(),
            fingerprint: "ab".into(),
            status: status.into(),
            note: note.into(),
            reviewer: "Ursula".into(),
            date: "2024-05-31".into(),
        }
    }

    #[track_caller]
    fn check(old: &str, expected: &str) {
        let new = with_verdict(old.as_bytes(), &review("partly", "=1+1")).expect("it is written");
        assert_eq!(String::from_utf8(new).expect("text"), expected);
    }

    #[test]
    fn a_verdict_takes_the_place_of_the_older_one_and_leaves_the_rest() {
        let head = "organ_id,year,point_id,fingerprint,status,note,reviewer,date\r\n";
        let row = "sn,2018,R2016-01,ab,partly,'=1+1,Ursula,2024-05-31\r\n";
        check("", &format!("{head}{row}"));
        check(
            &format!("{head}sn,2018,R2016-01,ab,addressed,,,\r\nxx,2017,odd\r\n"),
            &format!("{head}xx,2017,odd\r\n{row}"),
        );
        check(
            "\u{feff}year;organ_id;status;fingerprint\r\n2017;sn;partly;ab\r\n",
            "\u{feff}year;organ_id;status;fingerprint\r\n2017;sn;partly;ab\r\n2018;sn;partly;ab\r\n",
        );
    }

    #[test]
    fn verdicts_go_by_wording_and_then_by_id() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("reviews.csv");
        write(&file, &review("partly", "")).expect("it is written");
        write(&file, &review("addressed", "")).expect("it is written");
        let mut problems = Vec::new();
        let verdicts = read_verdicts(&file, &mut problems);
        let of = |point, words| verdicts.of("sn", Some(2018), point, words).map(|review| review.status.as_str());
        assert_eq!((of("moved", "ab"), of("R2016-01", "other"), problems.len()), (Some("addressed"), None, 0));
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        let day = |days: u64| today(UNIX_EPOCH + Duration::from_secs(days * 86_400 + 5));
        assert_eq!(
            [day(0), day(11_016), day(19_782), day(20_089)],
            ["1970-01-01", "2000-02-29", "2024-02-29", "2025-01-01"]
        );
    }
}
