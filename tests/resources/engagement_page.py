"""What the Community-Police Engagement page lists:
its titles by heading, in its order, duplicates within a list dropped.

Five slips of the page are corrected as in the documents' own titles: "Maintain Trust" (Maintaining), "Strategies and
Consideration" (Considerations), "Critical Issue Listening Tour" (Issues), and the half-sentences after two Discover
Policing entries. "Arrests" and "Arrests and Investigatory Stops" are one policy.
"""

NEW = [
    "Gathering Feedback through Community Surveys",
    "Communicating to Build Trust",
    "Community-Police Engagement: Agency Considerations Checklist for Civil Demonstration Response",
    "Peer Bystander Intervention in Law Enforcement Agencies",
    "Supporting Culture Change through Internal Communication with Officers and Civilian Staff",
    "Community Engagement and Dialogue",
    "Options for Community Engagement and Dialogue",
    "Ways to Engage Youth and Police in Conversation",
    "Community Member Feedback as an Effective Tool for Building and Maintaining Trust",
    "Building Healthier Communities through Pre-Arrest Diversion",
]

# Topic slug → group → titles.
TOPICS = {
    "bias-free-policing": {
        "policy papers": ["Bias-Free Policing"],
        "articles": [
            "Bringing Sides Together: Community-Based Complaint Mediation",
            "Assessing Bias and Intolerance in Police and Public Safety Personnel",
            "Improved Outcomes in Racially Charged Police Encounters: Making the Case for Decision-based Training",
            "The Play’s the Thing: A Police Chief and a Theatre Professor Join Forces to Confront Bias "
            "in Police Departments",
            "Building Community-Police Relations by Building Community-Community Relations",
            "The Development and Testing of a Simulation-Based Implicit Bias Training Platform",
            "Using Documentary Film to Examine Implicit Bias, Procedural Justice, and Racial Reconciliation",
            "Addressing the Elephant in the Room: The Need to Evaluate Implicit Bias Training "
            "Effectiveness for Improving Fairness in Police Officer Decision-Making",
            "The Effect of Cultural Bias on the Investigation and Prosecution of Sexual Assault",
            "Checklist of Community Trust Policy Considerations for Law Enforcement Leaders",
        ],
    },
    "use-of-force": {
        "policy papers": [
            "National Consensus Policy and Discussion Paper on Use of Force",
            "Crowd Management and Control Policy",
            "Electronic Control Weapons Policy",
            "Officer-Involved Shootings Policy",
            "Reporting Use of Force Policy",
        ],
        "articles": [
            "Use of Force Articulation: LAPD Recommendations",
            "Force Is Not a Four-Letter Word: Closed-Loop Risk Mitigation Strategies for Use-of-Force Reporting",
            "The Pursuit of Reliable and Accurate Data: One City’s Experience with Use-of-Force Reporting",
            "When Less (Force) Is More: De-escalation Strategies to Achieve Officer Objectives and "
            "Simultaneously Reduce the Use of Force",
            "Enhanced Skills, Improved Safety, and Reduced Liability: A New Perspective on Force Review",
        ],
    },
    "leadership-and-culture": {
        "policy papers": [
            "Arrests and Investigatory Stops",
            "Body-Worn Cameras",
            "Incident Command",
            "Retaliatory Conduct",
            "Standards of Conduct",
            "Grievance Procedures",
        ],
        "resources": [
            "Law Enforcement Oath of Honor",
            "Internal Communication for Culture Change",
            "Peer Bystander Intervention in Law Enforcement Agencies",
            "Reducing Violence and Crime on our Streets: A Guide for Law Enforcement Leaders",
            "Acute Trauma Webinar",
            "Cumulative Trauma Webinar",
            "IACP National Summit on Law Enforcement's Leadership Role in Juvenile Justice Reform",
            "Vicarious Trauma Webinar",
            "Building Communities of Trust: Guidance for Community Leaders",
            "Protecting Civil Rights: A Leadership Guide for State, Local, and Tribal Law Enforcement",
            "Law Enforcement Code of Ethics",
            "Ethics Toolkit",
            "Deconstructing the Power to Arrest: Lessons From Research",
            "Partnerships in Pretrial Justice",
            "Citation in Lieu of Arrest Study",
            "Law Enforcement Perspectives: 2016 IACP Critical Issues Listening Tour",
        ],
        "articles": [
            "Embracing the Opportunity for Change: Leading Under a Federal Consent Decree",
            "Leadership through Modern-Day Approaches to Community and Employee Wellness",
            "The Police and Faith Communities: An Opportunity for Partnership",
            "Ten Lessons on Leadership",
            "Creating a Culture of Success: The Role of Professional Growth for Millennials and Gen Z",
        ],
    },
    "recruitment-and-hiring": {
        "policy papers": ["Early Identification System", "Employee Misconduct"],
        "resources": [
            "Discover Policing",
            "CRI-TAC Spotlight Series",
            "The State of Recruitment: A Crisis for Law Enforcement",
            "Best Practice Guide: Recruitment, Retention, and Turnover in Law Enforcement",
            "Psychological Fitness-for-Duty Evaluation Guidelines",
            "Preemployment Psychological Evaluation Guidelines",
        ],
        "articles": [
            "Creating a Culture of Success: The Role of Professional Growth for Millennials and Gen Z",
            "Women in Policing: The Numbers Fall Far Short of the Need",
            "Building a Better Bench for 21st Century Policing",
            "Recruiting from the Inside Out: The Waxahachie Way",
            "Assessing the Value of Evidence: Understanding Research on Recruiting and Hiring",
            "Four Steps to Bring More Women into Policing: Define, Build, Experiment, and Refine",
            "Where Will Tomorrow's Law Enforcement Leaders Come From?",
        ],
    },
    "community-trauma-victim-services": {
        "policy papers": [
            "Response to Victims of Crime",
            "Domestic Violence",
            "Interactions with Transgender and Gender-Nonconforming Individuals",
            "Harassment and Discrimination",
            "Arrests and Investigatory Stops",
            "Intellectual and Developmental Disabilities",
            "Mental Illness",
        ],
        "resources": [
            "Law Enforcement-Based Victim Services",
            "Library of Human Trafficking Training, Tools, and Resources",
            "Human Trafficking Confidentiality Protocol Checklist",
            "Human Trafficking Task Force Sustainability Worksheet",
            "Enhanced Collaborative Model to Combat Human Trafficking",
            "Development and Operations Roadmap for Multidisciplinary Collaborative Model Anti-Human "
            "Trafficking Task Forces",
            "Combating Child Sex Trafficking: A Guide for Law Enforcement Leaders",
            "Trauma Informed Sexual Assault Investigation Training",
            "The Effects of Adolescent Development on Policing",
            "Improving Law Enforcement Responses to Adolescent Girls",
            "Law Enforcement’s Role in Victim Compensation",
            "Successful Trauma Informed Victim Interviewing",
            "Responding to Sexual Violence in LGBTQ+ Communities: Law Enforcement Strategies and Considerations",
            "Intimate Partner Violence Response Policy and Training Content Guidelines",
            "Sexual Assault Response Policy and Training Content Guidelines",
            "Addressing Sexual Offenses and Misconduct by Law Enforcement: Executive Guide",
            "Deliberations from the IACP National Forum on Body-Worn Cameras and Violence Against Women",
            "Establishing or Enhancing Law Enforcement-Based Victim Services – What are the key considerations",
            "Sexual Assault Incident Reports: Investigative Strategies",
            "Enhancing Police Responses to Children Exposed to Violence: A Toolkit for Law Enforcement",
            "Working Toward Safety and Justice Through Police and Prosecutor Partnerships",
            "Webinar: Officer Safety Considerations for Domestic Violence Calls",
        ],
        "articles": [
            "Crime Victim Advocacy in the Aftermath of Firearms Crime",
            "Proactive Alliance: The Ethos of Broken Windows",
            "What Does the Data Tell Us About Law Enforcement–Based Victim Services",
            "Overcoming Fear and Building Trust with Immigrant Communities and Crime Victims",
            "The Brief: Law Enforcement–Based Victim Services—Strong Foundations Lead to Improved Victim Outcomes",
            "IACP@Work: Leading the Way in Sexual Assault Response Reform—National Sexual Assault Kit Initiative",
            "Spotlight: Leading the Way in Victim Services",
            "IACP Working For You: Trauma-Informed Policing: Responding to Children Exposed to Violence",
        ],
    },
    "community-partnerships": {
        "policy papers": ["Media Relations", "Social Media"],
        "resources": [
            "Gathering Feedback through Community Surveys",
            "Community Member Feedback as an Effective Tool for Building and Maintaining Trust",
            "Promising Practices in Tribal Community Policing",
            "Practices in Modern Policing: Community Participation and Leadership",
            "Community Engagement and Dialogue",
            "Options for Community Engagement and Dialogue",
            "Communicating to Build Trust",
            "IACP National Policy Summit on Community-Police Relations: Advancing a Culture of "
            "Cohesion and Community Trust",
            "Trust Initiative Report",
            "Public Recording of Police Guide",
        ],
    },
    "cooperative-safety-solutions": {
        "policy papers": ["Recording Police Activity"],
        "resources": [
            "Community-Police Engagement: Agency Considerations Checklist for Civil Demonstration Response",
            "Building Healthier Communities through Pre-Arrest Diversion",
            "Online Training Portal",
            "Identifying and Responding to Elder Abuse: An Officer’s Role",
            "IACP's Alzheimer's Initiatives",
            "IACP President’s Message: Protecting the Most Vulnerable in Our Communities",
            "IACP’s Alzheimer’s Initiatives: A Guide to Law Enforcement on Voluntary Registry Programs "
            "for Vulnerable Populations",
            "Starting with What Works: Using Evidence Based Strategies to Improve Community and Police Relations",
            "Ways to Engage Youth and Police in Conversation",
            "Law Enforcement Perspectives: 2016 IACP Critical Issues Listening Tour",
            "Discover Policing Fact sheets",
            "Discover Policing Podcasts",
            "Demonstrations on University and College Campuses: Law Enforcement’s Role in Planning and Response",
            "Through the Lenses: Law Enforcement Body-Worn Cameras",
            "Public Recording of Police: Considerations for Law Enforcement and Communities",
            "Drones in Law Enforcement",
        ],
    },
}

# Policy → the roles of the papers the page says it consists of.
PAPERS = {
    "Bias-Free Policing": ["concepts-issues", "model-policy"],
    "National Consensus Policy and Discussion Paper on Use of Force": ["discussion", "model-policy"],
    "Crowd Management and Control Policy": ["concepts-issues", "model-policy", "need-to-know"],
    "Electronic Control Weapons Policy": ["concepts-issues", "model-policy", "need-to-know"],
    "Officer-Involved Shootings Policy": ["concepts-issues", "model-policy", "need-to-know"],
    "Reporting Use of Force Policy": ["concepts-issues", "model-policy", "need-to-know"],
    "Arrests and Investigatory Stops": ["concepts-issues", "model-policy"],
    "Body-Worn Cameras": ["concepts-issues", "considerations", "need-to-know"],
    "Incident Command": ["model-policy"],
    "Retaliatory Conduct": ["concepts-issues", "model-policy"],
    "Standards of Conduct": ["concepts-issues", "model-policy"],
    "Grievance Procedures": ["concepts-issues", "model-policy"],
    "Early Identification System": ["concepts-issues", "considerations"],
    "Employee Misconduct": ["concepts-issues", "model-policy", "need-to-know"],
    "Response to Victims of Crime": ["concepts-issues", "model-policy", "need-to-know"],
    "Domestic Violence": ["concepts-issues", "model-policy", "need-to-know"],
    "Interactions with Transgender and Gender-Nonconforming Individuals": ["concepts-issues"],
    "Harassment and Discrimination": ["concepts-issues", "model-policy", "need-to-know"],
    "Intellectual and Developmental Disabilities": ["concepts-issues", "model-policy", "need-to-know"],
    "Mental Illness": ["concepts-issues", "model-policy", "need-to-know"],
    "Media Relations": ["concepts-issues", "considerations", "need-to-know"],
    "Social Media": ["concepts-issues", "considerations", "need-to-know"],
    "Recording Police Activity": ["concepts-issues", "model-policy"],
}
