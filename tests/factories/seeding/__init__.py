"""Fills an installation with very many believable cases, sealed and indexed, in minutes.

A few complaints are filed and worked on as people do it (``patterns``). Their rows are read back
(``reading``) and written again and again (``copying``): with other ids, times, references, receipts
and stories, sealed under keys of each case's own, and each with its tokens.
"""
