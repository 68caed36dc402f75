"""The desk of mentors in the CMS: who needs them now, what their people have and earn, how cohorts come along."""
