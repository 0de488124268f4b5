//! Turns one PDF or text file into lines with places, or says plainly why it could not.
