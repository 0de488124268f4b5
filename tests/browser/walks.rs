//! The ways that people take through the pages.

use serde_json::json;

use crate::browser::Browser;
use crate::site::{Site, check};

/// One browser and one site for a walk; nothing where there is no browser.
fn start() -> Option<(Browser, Site)> {
    let browser = Browser::start()?;
    Some((browser, Site::new()))
}

#[test]
fn a_search_leads_to_a_quote_boxed_on_the_page() {
    let Some((mut browser, site)) = start() else { return };
    browser.open(&site.at("/"));
    check(&mut browser);
    browser.value("document.querySelector('input[name=q]').value = 'samordnare'");
    browser.click("form[role=search] button");
    assert!(browser.text("location.search").contains("q=samordnare"), "the query is in the address");
    assert!(browser.value("document.querySelectorAll('.hits mark').length").as_u64() > Some(0));
    check(&mut browser);
    let marked = browser.text("document.querySelector('.hits mark').textContent");
    browser.click(".hits h3 a");
    let hit = browser.text("[...document.querySelectorAll('.line.hit')].map(line => line.textContent).join(' ')");
    assert!(hit.to_lowercase().contains(&marked.to_lowercase()), "{marked} in {hit}");
    check(&mut browser);
    assert_boxed(&mut browser);
}

/// A box lies on a picture that was really drawn, inside it, round ink: a scan has grey on grey, so what counts is how far it
/// is from its paper.
#[track_caller]
fn assert_boxed(browser: &mut Browser) {
    let drawn = browser.value(
        "(async () => { const rect = document.querySelector('.picture rect'); if (!rect) return 'no box'; \
         const picture = rect.closest('.picture'); const img = picture.querySelector('img'); img.loading = 'eager'; await img.decode(); \
         const box = rect.getBoundingClientRect(), all = picture.getBoundingClientRect(); \
         const inside = box.top >= all.top && box.bottom <= all.bottom && box.left >= all.left && box.right <= all.right; \
         return [img.naturalWidth > 500, inside, box.width > 20 && box.height > 4, ink(img, rect)]; \
         function ink(img, rect) { const c = document.createElement('canvas'); c.width = img.naturalWidth; c.height = img.naturalHeight; \
         const at = c.getContext('2d'); at.drawImage(img, 0, 0); const k = img.naturalWidth / rect.ownerSVGElement.viewBox.baseVal.width; \
         const b = rect.getBBox(); const d = at.getImageData(b.x * k, b.y * k, b.width * k, b.height * k).data; \
         let paper = 0, dark = 0; for (let i = 0; i < d.length; i += 4) paper = Math.max(paper, d[i]); \
         for (let i = 0; i < d.length; i += 4) dark += d[i] < paper - 60; return dark > 30; } })()",
    );
    assert_eq!(drawn, json!([true, true, true, true]), "picture drawn, box inside it, of some size, round ink");
}

#[test]
fn a_cell_of_the_matrix_leads_to_its_grounds_and_on_to_the_page() {
    let Some((mut browser, site)) = start() else { return };
    browser.open(&site.at("/matris"));
    check(&mut browser);
    let sticky = browser.text("getComputedStyle(document.querySelector('.matrix thead th')).position");
    assert_eq!(sticky, "sticky");
    browser.click(".matrix td.to_review a");
    check(&mut browser);
    assert!(browser.value("document.querySelectorAll('.passages blockquote').length").as_u64() > Some(0));
    assert_boxed(&mut browser);
    browser.click(".passages .facts a");
    assert!(browser.text("location.pathname").starts_with("/dokument/"));
    assert_boxed(&mut browser);
    check(&mut browser);
}

#[test]
fn a_trace_shows_its_timeline_and_what_changed() {
    let Some((mut browser, site)) = start() else { return };
    browser.open(&site.at("/spar"));
    check(&mut browser);
    let most = browser.text(
        "[...document.querySelectorAll('tbody tr')].sort((a, b) => b.lastChild.textContent - a.lastChild.textContent)[0].querySelector('a').pathname",
    );
    browser.open(&site.at(&most));
    check(&mut browser);
    let stops = browser.value("document.querySelectorAll('.drawing .stop').length").as_u64().unwrap_or(0);
    let told = browser.value("document.querySelectorAll('.steps > li').length").as_u64().unwrap_or(0);
    assert!(stops > 1 && stops == told, "{stops} stops, {told} steps");
    browser.click("form:has(select[name=a]) button");
    assert!(browser.value("document.querySelectorAll('#jamfor ins, #jamfor del').length").as_u64() > Some(0));
    check(&mut browser);
}

#[test]
fn a_verdict_by_keys_is_written_and_changes_the_matrix() {
    let Some((mut browser, site)) = start() else { return };
    browser.open(&site.at("/granska"));
    check(&mut browser);
    browser.click("tbody td a");
    let cell = browser.text("location.pathname");
    assert_eq!(browser.text("document.activeElement.name"), "status", "the choices have the focus");
    browser.press("3");
    assert_eq!(browser.text("document.querySelector('input[name=status]:checked').value"), "not_addressed");
    browser.press("Enter");
    browser.loaded();
    assert!(browser.text("document.querySelector('.notice').textContent").contains("reviews.csv"));
    check(&mut browser);
    let reviews = std::fs::read_to_string(&site.reviews).expect("the verdict is written");
    assert!(
        reviews.starts_with("organ_id,year,point_id,fingerprint,status,") && reviews.contains(",not_addressed,"),
        "{reviews}"
    );
    browser.open(&site.at("/matris"));
    let class = browser.text(&format!("document.querySelector('.matrix a[href={cell:?}]').parentElement.className"));
    assert!(class.contains("not_addressed"), "{cell}: {class}");
    // and the next run says the same
    let next = tempfile::tempdir().expect("a folder");
    let file = site.reviews.display().to_string();
    crate::support::run_corpus(&site.corpus, next.path(), &["--reviews", &file]).ends(0);
    let (plan, point) = cell.trim_start_matches("/matris/").split_once('/').expect("a plan and a point");
    let matrix = crate::support::rows(next.path(), "evidence");
    let row = matrix.iter().find(|row| row["plan_doc_id"] == plan && row["point_id"] == point).expect("its row");
    assert_eq!((row["status"].as_str(), row["basis"].as_str()), ("not_addressed", "review"));
}

#[test]
fn every_page_is_clean_in_both_languages_and_fits_a_phone() {
    let Some((mut browser, site)) = start() else { return };
    for path in [
        "/reservationer",
        "/beslut",
        "/kvalitet",
        "/en",
        "/en?q=plan",
        "/en/matris",
        "/en/spar",
        "/en/kvalitet",
        "/nowhere",
    ] {
        browser.size(1_920, 1_080);
        browser.open(&site.at(path));
        if path == "/nowhere" {
            // the browser itself tells the console of a page that is not there
            browser.trouble();
        }
        check(&mut browser);
        let lang = browser.text("document.documentElement.lang");
        assert_eq!(lang, if path.starts_with("/en") { "en" } else { "sv" });
        browser.size(360, 740);
        let over = browser.value("document.documentElement.scrollWidth - innerWidth");
        assert_eq!(over, 0, "{path} is wider than a phone");
    }
}

#[test]
fn the_report_opens_from_disk() {
    let Some((mut browser, site)) = start() else { return };
    for name in ["index.html", "index.en.html"] {
        browser.open(&format!("file://{}", site.out.join("report").join(name).display()));
        check(&mut browser);
        assert!(browser.value("document.querySelectorAll('.matrix td').length").as_u64() > Some(0));
        assert_eq!(browser.value("document.scripts.length"), 0);
    }
}

#[test]
fn pages_work_without_script() {
    let Some((mut browser, site)) = start() else { return };
    browser.call("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
    browser.open(&site.at("/granska"));
    browser.call("Emulation.setScriptExecutionDisabled", json!({ "value": false }));
    browser.click("tbody td a");
    assert_eq!(browser.value("document.querySelectorAll('form.review input[type=radio]').length"), 4);
}
