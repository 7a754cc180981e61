BBBB BBBBBBBBBBBBBB BBB gettext(u'The system administrator has changed the address of your account on the Jilin Premium platform to %(to)s. This address opens it no more.\n\nDid nobody speak with you about it? Call the system administrator at once.') SSS SSSSSS SSSSSSSSSSSSS SSS SSSSSSS SSS SSSSSSS SS SSSS SSSSSSS SS SSS SSSSS SSSSSSS SSSSSSSS SS SSSSSSS SSSS SSSSSSS SSSSS SS SS SSSSS

SSS SSSSSS SSSSS SSSS SSS SSSSS SSS SSSS SSS SSSSSS SSSSSSSSSSSSS SS SSSSS
BBBBBBBBBBBBB
