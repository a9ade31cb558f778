"""May a sample be asked for, by which route, and until when?"""
