"""The directory as an Open Referral file: written for others, taken in whole or not at all."""
