"""The canary crawl: every address × every role × GET and POST; who sees or changes what they must not?"""

from portal.testing.crawl.crawler import Finding, Report, crawl

__all__ = ["Finding", "Report", "crawl"]
