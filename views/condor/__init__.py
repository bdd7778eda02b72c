"""The screen of the topic condor."""
