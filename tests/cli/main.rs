//! The program as people start it: arguments and files in, files, words and exit codes out. Few tests and for the wiring
//! only; what the rooms make of a text is tested beside them.

mod support;

mod fills_an_output_folder;
mod writes_the_same_bytes;
mod bears_bad_inputs;
mod bears_mutants;
mod confines_tesseract;
mod bears_faults;
mod keeps_to_limits;
mod survives_being_killed;
mod changes_at_random;
mod chooses_inputs;
mod joins_parts;
mod obeys_settings;
mod asks_a_judge;
mod asks_a_run;
mod searches_the_sample;
mod opens_in_datasette;
mod masks_private_persons;
mod keeps_in_a_bucket;
mod reads_shared_material;
mod links_shared_material;
