"""The demo syllabus: what is taught in grades 11 and 12, by the chapters of NCERT's textbooks."""
