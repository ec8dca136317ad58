//! One export: what it is made from travels as one message to whoever writes it.

use super::archive::PackedFile;
use super::error::DocumentError;
use super::{
    Drawing, Fonts, Report, Workbook, chart_picture, figures_picture, png_file, report_html, report_pdf, svg_file, workbook_xlsx,
    zip_archive,
};
use clientele_core::files::DocumentKind;
use serde::{Deserialize, Serialize};

/// Width of charts that are files of their own.
const FILE_WIDTH: f64 = 720.0;

/// An export to be made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Job {
    /// The form.
    pub kind: DocumentKind,
    /// The report.
    pub report: Report,
    /// The workbook, where the form needs it.
    pub workbook: Option<Workbook>,
    /// Files that are there already, for the archive.
    pub files: Vec<PackedFile>,
}

impl Job {
    /// Writes the file.
    ///
    /// # Errors
    /// Why it could not be written.
    pub fn write(&self) -> Result<Vec<u8>, DocumentError> {
        match self.kind {
            DocumentKind::Html => Ok(report_html(&self.report).into_bytes()),
            DocumentKind::Pdf => report_pdf(&self.report).map(|pdf| pdf.bytes),
            DocumentKind::Workbook => self.book(),
            DocumentKind::KeyFigures => {
                let fonts = Fonts::new();
                figures_picture(&self.report, &fonts)
                    .and_then(|drawing| png_file(&drawing, &fonts))
                    .ok_or_else(|| DocumentError::Picture("there are no key figures".to_owned()))
            }
            DocumentKind::Archive => {
                let packed = |name: &str, bytes: Vec<u8>| PackedFile { name: name.to_owned(), bytes };
                let mut files = vec![
                    packed(DocumentKind::Html.file_name(), report_html(&self.report).into_bytes()),
                    packed(DocumentKind::Pdf.file_name(), report_pdf(&self.report)?.bytes),
                    packed(DocumentKind::Workbook.file_name(), self.book()?),
                ];
                files.extend(self.files.iter().cloned());
                let fonts = Fonts::new();
                let mut picture = |name: &str, drawing: &Drawing, title: &str, says: &str| {
                    files.push(packed(&format!("charts/{name}.svg"), svg_file(drawing, title, says).into_bytes()));
                    files.extend(png_file(drawing, &fonts).map(|bytes| packed(&format!("charts/{name}.png"), bytes)));
                };
                if let Some(drawing) = figures_picture(&self.report, &fonts) {
                    picture("key-figures", &drawing, "Key figures", &self.report.title);
                }
                for chart in self.report.charts() {
                    picture(&chart.name, &chart_picture(chart, FILE_WIDTH, &fonts), &chart.title, &chart.says);
                }
                zip_archive(&files)
            }
        }
    }

    fn book(&self) -> Result<Vec<u8>, DocumentError> {
        let book = self.workbook.as_ref().ok_or_else(|| DocumentError::Workbook("it was not asked for".to_owned()))?;
        workbook_xlsx(book)
    }
}
