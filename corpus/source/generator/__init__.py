"""Makes the sample corpus: labelled Swedish documents in, PDFs and the truth about them out."""
